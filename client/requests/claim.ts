import { randomUUID } from 'node:crypto';
import type { WorkflowStartOptions } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { TemporalUnreachable } from '../../contract/errors';
import { WORKFLOW_TYPES } from '../../contract/names';
import type { RequestRecord } from '../../contract/request';
import { type Claim, type UseInput, type UseRecord, UseStartSchema } from '../../contract/use';
import { useId } from '../../rules/ids';
import { claimOfOpen, claimRefusal, claimUse } from '../../rules/uses/claim';
import { useDetails, useSummary } from '../../rules/uses/text';
import { checked } from '../input';
import { asAttributesMissing, callTemporal } from '../temporal/calls';
import { withClearParts } from '../temporal/clear-parts';
import { endedRecord, find } from '../temporal/read';
import type { Session } from '../temporal/session';
import { isOpen } from '../temporal/status';
import { REQUEST } from './entity';
import { keyword } from './start';
import { readUse, startedUse, USE } from './uses';

/** Who claims an approval, and for what. */
export interface ClaimOptions {
  /** The program or person that will act. */
  claimedBy: string;
  /** The content that the claimer has read. If the approved content is another, the answer is `changed`. */
  contentHash?: string;
  /**
   * Tells a retry from another claimer: while no outcome is reported, the same attempt gets `claimed` again. Keep it before
   * the call. Default: random, so that every call is another attempt.
   */
  attemptId?: string;
}

const ClaimOptionsSchema = UseStartSchema.pick({
  claimedBy: true,
  contentHash: true,
  attemptId: true,
}).partial({ contentHash: true, attemptId: true });

/**
 * Claims an approval at the moment of its use (design rule 26). Only one claimer gets `claimed`, and only that one may act.
 * Needs no worker: the start of a workflow with the id of the claim is the claim, and Temporal starts an id once.
 *
 * @throws RequestNotFound
 * @throws InvalidInput that names the field
 * @throws RequestIdTaken when another workflow has the id of the claim
 * @throws TemporalUnreachable; the claim may have been made anyway, so repeat the call with the attempt that the
 *   message names
 */
export async function claim(session: Session, id: string, options: ClaimOptions): Promise<Claim> {
  const { attemptId = randomUUID(), ...asked } = checked(ClaimOptionsSchema, options, 'claim');
  const described = await find(session, REQUEST, id);
  if (isOpen(described)) return claimOfOpen(id);
  const request = await endedRecord(session, REQUEST, described);
  const refused = claimRefusal(request, asked.contentHash);
  if (refused !== undefined) return refused;
  const attempt = { ...asked, attemptId, contentHash: request.plan?.contentHash ?? '' };
  try {
    return await claimUse(request, attempt, Date.now, {
      read: (number) => readUse(session, id, number),
      start: (input) => startUse(session, request, input, described.taskQueue),
    });
  } catch (error) {
    if (!(error instanceof TemporalUnreachable)) throw error;
    const advice = `The claim may have been made anyway. Repeat it with attemptId '${attemptId}'`;
    throw new TemporalUnreachable(`${error.message}. ${advice}`, { cause: error });
  }
}

/** Starts the workflow of the claim, and returns the use of the claimer that came first. */
async function startUse(
  session: Session,
  { action, requesterId, runId }: RequestRecord,
  input: UseInput,
  taskQueue: string,
): Promise<UseRecord> {
  const { client } = session;
  const workflowId = useId(input.requestId, input.number);
  const options = withClearParts(client, {
    workflowId,
    taskQueue,
    args: [input] satisfies [UseInput],
    // The id of a claim is used once, however its workflow ended.
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    typedSearchAttributes: [
      keyword('HitlKind', 'use'),
      keyword('HitlAction', action),
      keyword('HitlRequester', requesterId),
      ...(runId === undefined ? [] : [keyword('HitlRunId', runId)]),
    ],
    staticSummary: useSummary(input),
    staticDetails: useDetails(input),
  } satisfies WorkflowStartOptions);
  const start = () => client.workflow.start(WORKFLOW_TYPES.use, options);
  try {
    await callTemporal(client, start);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError))
      throw asAttributesMissing(error, client.options.namespace) ?? error;
    // Another claimer was first, or Temporal's answer to an earlier start of this call was lost.
    const use = await readUse(session, input.requestId, input.number);
    if (use === undefined) throw error;
    return use;
  }
  session.known.add(workflowId, USE, true);
  return startedUse(session, workflowId);
}
