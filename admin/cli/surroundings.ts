import { type ConnectionFlags, sameConnection } from './connection-flags';
import { loadConnected } from './heavy';
import type { Surroundings } from './text/request-text';
import { uiBase, uiLink } from './ui-link';
import type { Call } from './verb';

/** What the text of something says beside it: how to go on from here, and where the Temporal UI shows it. */
export function surroundings({ flags, io }: Call<ConnectionFlags>, id: string): Surroundings {
  const there = loadConnected().resolved(flags);
  const base = uiBase(flags, io.env, there);
  return {
    now: Date.now(),
    program: io.program,
    connection: sameConnection(flags),
    ...(base !== undefined && { uiLink: uiLink(base, there.namespace, id) }),
  };
}
