import { randomUUID } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { defined } from '../../contract/defined';
import { TemporalUnreachable } from '../../contract/errors';
import { LIMITS, REPORT_WITHIN_MS } from '../../contract/limits';
import { type ClaimOutcome, WORKFLOW_TYPES } from '../../contract/names';
import type { RequestRecord } from '../../contract/request';
import { type Claim, type UseInput, type UseRecord, UseStartSchema } from '../../contract/use';
import { useId } from '../../rules/ids';
import { isoTime } from '../../rules/text';
import { outcomeText, useDetails, useSummary } from '../../rules/uses/text';
import { checked } from '../input';
import { asAttributesMissing, callTemporal } from '../temporal/calls';
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
 * @throws TemporalUnreachable; the claim may stand nevertheless, so repeat the call with the attempt that the message names
 */
export async function claim(session: Session, id: string, options: ClaimOptions): Promise<Claim> {
  const { attemptId = randomUUID(), ...asked } = checked(ClaimOptionsSchema, options, 'claim');
  const described = await find(session, REQUEST, id);
  if (isOpen(described))
    return answer({ id, status: 'pending' }, 'not_approved', `${id} is not decided yet.`);
  const request = await endedRecord(session, REQUEST, described);
  if (request.status !== 'approved') return answer(request, 'not_approved', `${id} is ${request.status}.`);
  const contentHash = request.plan?.contentHash ?? '';
  if (asked.contentHash !== undefined && asked.contentHash !== contentHash)
    return answer(
      request,
      'changed',
      `The approved content of ${id} is not the content that you read. Read the request again.`,
    );
  try {
    return await claimApproved(session, request, { ...asked, attemptId, contentHash }, described.taskQueue);
  } catch (error) {
    if (!(error instanceof TemporalUnreachable)) throw error;
    const advice = `The claim may stand nevertheless. Repeat it with attemptId '${attemptId}'`;
    throw new TemporalUnreachable(`${error.message}. ${advice}`, { cause: error });
  }
}

type Attempt = Pick<UseInput, 'claimedBy' | 'attemptId' | 'contentHash'>;

async function claimApproved(
  session: Session,
  request: RequestRecord,
  attempt: Attempt,
  taskQueue: string,
): Promise<Claim> {
  const { id, plan } = request;
  const until = useUntil(request);
  const reportWithin = plan?.reportWithin ?? REPORT_WITHIN_MS;
  for (let number = 1; number <= LIMITS.claims; number++) {
    const input: UseInput = {
      requestId: id,
      number,
      ...attempt,
      ...(until < Infinity && { useUntil: until }),
      reportWithin,
      ...(plan?.notify && { notify: true as const }),
    };
    // A claim that came in time stands, and its retry gets it again, also when the time has passed.
    const isStale = Date.now() > until;
    const use = isStale
      ? await readUse(session, id, number)
      : await startUse(session, request, input, taskQueue);
    if (use === undefined) return stale(request, until);
    // By the server's clock it was too late.
    if (Date.parse(use.claimedAt) > until) return stale(request, until);
    if (use.outcome !== 'not_started') return answerFor(request, use, attempt);
  }
  const message = `${id} was claimed and released ${LIMITS.claims} times. Request the approval again.`;
  return answer(request, 'stale', message);
}

/** Until when the approval may be claimed, in milliseconds since 1970. */
function useUntil({ end, plan }: RequestRecord): number {
  if (end === undefined || plan?.useWithin === undefined) return Infinity;
  return Date.parse(end.at) + plan.useWithin;
}

function stale(request: RequestRecord, until: number): Claim {
  const message = `The approval of ${request.id} could be used until ${isoTime(until)}. Request it again.`;
  return answer(request, 'stale', message);
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
  const start = () =>
    client.workflow.start(WORKFLOW_TYPES.use, {
      workflowId,
      taskQueue,
      args: [input] satisfies [UseInput],
      // The id of a claim is used once, whatever became of its workflow.
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
    });
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

/**
 * The same attempt gets `claimed` again only while its use has no outcome. A retry that comes after its own report must not
 * act a second time. If the request was reset in Temporal and decided again, the claim may be for other content.
 */
function answerFor(request: RequestRecord, use: UseRecord, attempt: Attempt): Claim {
  const isOwn = use.attemptId === attempt.attemptId && use.contentHash === attempt.contentHash;
  if (isOwn && use.outcome === undefined)
    return answer(
      request,
      'claimed',
      `Claimed by ${use.claimedBy}. Report the outcome by ${use.reportBy}.`,
      use,
    );
  const message = `${use.claimedBy} claimed ${request.id} at ${use.claimedAt}. ${outcomeText(use)}`;
  return answer(request, 'already_claimed', message, use);
}

function answer(
  { id, status }: Pick<RequestRecord, 'id' | 'status'>,
  outcome: ClaimOutcome,
  message: string,
  use?: UseRecord,
): Claim {
  return { outcome, id, status, message, ...defined({ use }) };
}
