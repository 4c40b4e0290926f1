import type { ResolvedConnection } from '../../client/temporal/connect';
import { type FollowUp, uiLink } from '../text/commands';
import { uiOfDevServer } from './dev/running-servers';
import { commandTarget, apiAddress, type ConnectionFlags } from './flags';
import { loadTemporal } from './lazy-imports';
import type { Call } from './verb';

const PAGES = { request: 'requests', escalation: 'escalations', run: 'runs' };

/** What a text needs for its commands and its link to a browser page. */
export function followUp(
  { flags, io }: Pick<Call<ConnectionFlags>, 'flags' | 'io'>,
  kind: keyof typeof PAGES,
  id: string,
): FollowUp {
  const around = { now: Date.now(), ...commandTarget({ flags, io }) };
  const api = apiAddress(flags, io.env);
  if (api !== undefined) {
    const url = `${api}/${PAGES[kind]}/${encodeURIComponent(id)}`;
    return { ...around, link: { name: 'page', url } };
  }
  const there = loadTemporal().resolvedConnection(flags);
  const base = uiBase(flags, io.env, there);
  if (base === undefined) return around;
  return { ...around, link: { name: 'Temporal UI', url: uiLink(base, there.namespace, id) } };
}

const CLOUD = /(?:^|\.)(?:tmprl\.cloud|api\.temporal\.io):\d+$/;

/**
 * The address of the Temporal UI: `--ui-url`, HITL_UI_URL, TEMPORAL_UI_URL, else Temporal Cloud's, or the UI of a `hitl dev`
 * at this address. Otherwise undefined, because the UI cannot be derived from the address.
 */
export function uiBase(
  { uiUrl }: ConnectionFlags,
  env: NodeJS.ProcessEnv,
  { address }: Pick<ResolvedConnection, 'address'>,
): string | undefined {
  const given = uiUrl || env.HITL_UI_URL || env.TEMPORAL_UI_URL;
  if (given) return given.replace(/\/+$/, '');
  if (CLOUD.test(address)) return 'https://cloud.temporal.io';
  return uiOfDevServer(env, address);
}
