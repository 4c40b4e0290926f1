import { apiOf } from './api-flag';
import type { ConnectionFlags } from './connection-flags';
import { loadOverTemporal } from './heavy';
import { samePlace } from './same-place';
import type { Surroundings } from './text/request-text';
import { uiBase, uiLink } from './ui-link';
import type { Call } from './verb';

const PAGES = { request: 'requests', escalation: 'escalations', run: 'runs' };

/** What the text of something says beside it: how to go on from here, and where a browser shows it. */
export function surroundings(
  { flags, io }: Pick<Call<ConnectionFlags>, 'flags' | 'io'>,
  kind: keyof typeof PAGES,
  id: string,
): Surroundings {
  const around = { now: Date.now(), ...samePlace({ flags, io }) };
  const api = apiOf(flags, io.env);
  if (api !== undefined) {
    const url = `${api}/${PAGES[kind]}/${encodeURIComponent(id)}`;
    return { ...around, link: { name: 'page', url } };
  }
  const there = loadOverTemporal().resolved(flags);
  const base = uiBase(flags, io.env, there);
  if (base === undefined) return around;
  return { ...around, link: { name: 'Temporal UI', url: uiLink(base, there.namespace, id) } };
}
