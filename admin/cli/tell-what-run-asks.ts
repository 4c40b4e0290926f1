import { setTimeout as sleep } from 'node:timers/promises';
import { visibleLine } from '../../rules/visible';
import { type ConnectionFlags, sameConnection } from './connection-flags';
import { shellQuote } from '../../rules/shell-quote';
import type { Approvals, Others } from './managers';
import type { Call } from './verb';

const EVERY_MS = 2_000;

/** Says on stderr, once each, what a run asks people for, until `signal` aborts. Never rejects. */
export async function tellWhatRunAsks(
  { io, out, flags }: Call<ConnectionFlags>,
  approvals: Approvals,
  { escalations }: Others,
  runId: string,
  signal: AbortSignal,
): Promise<void> {
  const told = new Set<string>();
  while (!signal.aborted) {
    try {
      const { items: requests } = await approvals.listRequests({ runId, status: 'pending' });
      const { items: open } = await escalations.listEscalations({ runId, status: 'open' });
      const asked = [
        ...requests.map(({ id, action }) => ({ id, what: action })),
        ...open.map(({ id, level, reason }) => ({ id, what: `escalated to ${level}: ${reason}` })),
      ];
      for (const { id, what } of asked.filter(({ id }) => !told.has(id))) {
        told.add(id);
        if (!signal.aborted)
          out.note(
            `It waits for people: ${visibleLine(what)}. See it: ${io.program} show ${shellQuote(id)}${sameConnection(flags)}`,
          );
      }
    } catch {
      // The wait itself goes on, and says what is wrong if it cannot.
    }
    await sleep(EVERY_MS, undefined, { signal }).catch(() => {});
  }
}
