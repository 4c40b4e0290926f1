import { RunEnded, RunIdTaken } from '../../contract/errors';
import { runEnded } from '../../rules/runs/end-run';
import { endedRecord } from '../temporal/ended';
import { find, lookUp } from '../temporal/find';
import { RUN } from './run-kind';
import type { Session } from '../temporal/session';

/**
 * Makes sure that the id is a run's, or free for one, before anything is sent to it; an id seen before costs nothing.
 *
 * @throws RunIdTaken when a workflow of another type has it
 */
export async function ensureRunOrFree(session: Session, id: string, ms: number): Promise<void> {
  if (session.known.has(id, RUN)) return;
  const described = await lookUp(session.client, id, ms);
  if (described === undefined) return;
  if (!RUN.types.includes(described.type))
    throw new RunIdTaken(id, `a workflow of type ${described.type} has this id, which is no agent run`);
  session.known.add(id, RUN);
}

/** The error for a message that comes after the run's end, which says how it ended. */
export async function endedAlready(session: Session, id: string): Promise<RunEnded> {
  const run = await endedRecord(session, RUN, await find(session, RUN, id));
  return new RunEnded(runEnded(run));
}
