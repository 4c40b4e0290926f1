import { RequestIdTaken, RequestNotFound } from '../../contract/errors';
import { LIMITS } from '../../contract/limits';
import { WORKFLOW_TYPES } from '../../contract/names';
import type { UseRecord } from '../../contract/use';
import { useId } from '../../rules/ids';
import { useAsStarted, withUnknownOutcome } from '../../rules/uses/judge';
import { callTemporal } from '../temporal/calls';
import { readFirstEvent } from '../temporal/first-event';
import { endedRecord, findWorkflow } from '../temporal/read';
import type { ReadableEntity, Session, TemporalEnd } from '../temporal/session';
import { isOpen } from '../temporal/status';

/*
 * The claims of one approval, without a worker. The first claim is the workflow `ID-use`. A claim that its claimer has
 * released (`not_started`) stays as it is, and the next claim is `ID-use-2`. An id is never started twice, so that
 *
 * - a claim whose workflow was terminated or cancelled in Temporal is not released, also if that happens while another
 *   claimer starts. Temporal's own policy ALLOW_DUPLICATE_FAILED_ONLY would let that claimer in: it also counts terminated
 *   and cancelled workflows as failed.
 * - a report that arrives late, by a retry or by the second transport, reaches only the claim that it is about. With one id
 *   for all claims it could release the claim of another claimer, who acts at that moment.
 */

export const USE: ReadableEntity<UseRecord> = {
  noun: 'claim',
  types: [WORKFLOW_TYPES.use],
  NotFound: RequestNotFound,
  withoutWorker: (session, { workflowId, runId }) => startedUse(session, workflowId, runId),
  endedByTemporal,
};

/** Temporal ended its workflow. What its claimer did is not known, so the claim is not released. */
function endedByTemporal(use: UseRecord, { at, reason }: TemporalEnd): UseRecord {
  return withUnknownOutcome(use, Date.parse(at), reason);
}

/** The use as its start says, without a worker. It is complete while no worker has judged a report. */
export async function startedUse(
  { client }: Session,
  workflowId: string,
  runId?: string,
): Promise<UseRecord> {
  const { args, startedAt } = await callTemporal(client, () => readFirstEvent(client, workflowId, runId));
  return useAsStarted(workflowId, args[0], startedAt.getTime());
}

/**
 * One claim of a request, without a worker; nothing if nobody has claimed it.
 *
 * @throws RequestIdTaken when another workflow has the id of the claim
 * @throws Undecodable, TemporalUnreachable
 */
export async function readUse(
  session: Session,
  requestId: string,
  number: number,
): Promise<UseRecord | undefined> {
  const id = useId(requestId, number);
  const described = await findWorkflow(session.client, id);
  if (described === undefined) return undefined;
  if (described.type !== WORKFLOW_TYPES.use)
    throw new RequestIdTaken(
      id,
      `a workflow of type ${described.type} has this id, so ${requestId} cannot be claimed. Request the approval again`,
    );
  return isOpen(described) ? startedUse(session, id) : endedRecord(session, USE, described);
}

/** The place of a claim among the claims of its request: `number` 1 is the first. */
interface NumberedUse {
  number: number;
  use: UseRecord;
}

/** The claims of a request: the released ones, and at the end the one that stands, if there is one. */
export async function readUses(session: Session, requestId: string): Promise<NumberedUse[]> {
  const uses: NumberedUse[] = [];
  for (let number = 1; number <= LIMITS.claims; number++) {
    const use = await readUse(session, requestId, number);
    if (use === undefined) break;
    uses.push({ number, use });
    if (use.outcome !== 'not_started') break;
  }
  return uses;
}
