import { type Client, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { UndecryptablePayload } from '../../codec/encryption-codec';
import { HitlError, Undecodable } from '../../contract/errors';
import { MESSAGES } from '../../contract/names';
import { checkedId } from '../input';
import { callTemporal, grpcError } from './calls';
import { readFirstEvent } from './first-event';
import { type DescribedWorkflow, describeWorkflow } from './row';
import { handleOf, type Entity, type ReadableEntity, type Session, type TemporalEnd } from './session';
import { isOpen } from './status';

/** How long to wait for a worker's answer. Without a worker a query would hang for half a minute. */
const QUERY_TIMEOUT_MS = 2_000;

/**
 * Reads a request, an escalation or a run. If it is open, a worker answers; without an answer within 2 s, Temporal's data
 * is used. If it has ended, its result needs no worker. Throws what `find` throws.
 */
export async function read<View>(session: Session, kind: ReadableEntity<View>, id: string): Promise<View> {
  const described = await find(session, kind, id);
  if (!isOpen(described)) return endedRecord(session, kind, described);
  return (await askWorker<View>(session, id)) ?? kind.withoutWorker(session, described);
}

/**
 * Every failure counts as no answer: a missing worker causes a timeout, a failing worker an error.
 *
 * @throws Undecodable when this process does not have the key of the answer
 */
async function askWorker<View>(session: Session, id: string): Promise<View | undefined> {
  const ask = () => handleOf(session, id).query<View>(MESSAGES.get);
  return session.client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, ask).catch((error: unknown) => {
    if (error instanceof UndecryptablePayload) throw new Undecodable(id, error.message);
    return undefined;
  });
}

/**
 * Describes the workflow of a request, an escalation or a run, without a worker. `ms` limits the call (default 10 s).
 *
 * @throws the kind's `NotFound` when no workflow, or one of another type, has the id
 * @throws InvalidInput when the id is not valid
 * @throws TemporalUnreachable
 */
export async function find(
  session: Session,
  kind: Entity,
  id: string,
  ms?: number,
): Promise<DescribedWorkflow> {
  const described = await findWorkflow(session.client, id, ms);
  if (described === undefined) throw new kind.NotFound(id);
  if (!kind.types.includes(described.type))
    throw new kind.NotFound(
      id,
      `a workflow of type ${described.type} has this id: it is not a temporal-hitl ${kind.noun}`,
    );
  session.known.add(id, kind);
  return described;
}

/** Checks that the id belongs to this kind before anything is sent to it. An id seen before costs nothing. */
export async function ensureExists(session: Session, kind: Entity, id: string, ms?: number): Promise<void> {
  if (!session.known.has(id, kind)) await find(session, kind, id, ms);
}

/** The workflow with this id, of any type; nothing if there is none. */
export async function findWorkflow(
  client: Client,
  id: string,
  ms?: number,
): Promise<DescribedWorkflow | undefined> {
  checkedId(id);
  return callTemporal(client, () => describeWorkflow(client, id), ms);
}

/**
 * The record of a closed run of a workflow. Needs no worker: it is the workflow's result. A workflow without a result was
 * terminated, cancelled, timed out or failed; `endedByTemporal` then makes the record.
 */
export async function endedRecord<View>(
  session: Session,
  kind: ReadableEntity<View>,
  described: DescribedWorkflow,
): Promise<View> {
  const { workflowId: id, runId } = described;
  try {
    const handle = session.client.workflow.getHandle(id, runId, { followRuns: false });
    const record = await callTemporal(session.client, () => handle.result() as Promise<View>);
    const problem = await forgeryProblem(session, id, runId);
    return problem === undefined ? record : await forgedRecord(session, kind, described, problem);
  } catch (error) {
    if (isUndecodable(error)) throw new Undecodable(described.workflowId, error.message);
    if (!(error instanceof WorkflowFailedError)) throw error;
    const view = await kind.withoutWorker(session, described);
    return kind.endedByTemporal(view, await endOf(session, described, error));
  }
}

/**
 * Why a result must not be trusted (design rule 29): the run that returned it continues another run, or was started with a
 * cron schedule or a retry policy, so the program that started it could have supplied its state. Costs one call; no call for
 * workflows that this session started.
 */
export async function forgeryProblem(
  { client, known }: Session,
  id: string,
  runId?: string,
): Promise<string | undefined> {
  if (known.isOwn(id)) return undefined;
  return (await callTemporal(client, () => readFirstEvent(client, id, runId))).problem;
}

async function forgedRecord<View>(
  session: Session,
  kind: ReadableEntity<View>,
  described: DescribedWorkflow,
  problem: string,
): Promise<View> {
  const message = `its result is not trusted: ${problem}`;
  return kind.endedByTemporal(await kind.withoutWorker(session, described), {
    at: (described.closeTime ?? new Date()).toISOString(),
    by: 'system',
    reason: message,
    error: { name: 'ForgedState', message },
  });
}

/** Whether decoding a payload failed: the error is neither Temporal's nor this client's. */
export function isUndecodable(error: unknown): error is Error {
  const isOther = error instanceof HitlError || error instanceof WorkflowFailedError;
  return error instanceof Error && !isOther && !(error instanceof WorkflowNotFoundError) && !grpcError(error);
}

async function endOf(
  session: Session,
  described: DescribedWorkflow,
  { cause, message }: WorkflowFailedError,
): Promise<TemporalEnd> {
  const at = (described.closeTime ?? new Date()).toISOString();
  switch (described.status.name) {
    case 'TERMINATED': {
      const name = await terminator(session, described);
      const reason = `terminated in Temporal${cause?.message ? `: ${cause.message}` : ''}`;
      return { at, by: 'operator', ...(name && { name }), reason };
    }
    case 'CANCELLED':
      return { at, by: 'operator', reason: 'cancelled in Temporal' };
    case 'TIMED_OUT':
      return { at, by: 'system', reason: "Temporal's timeout ended its workflow" };
    default: {
      const name = cause instanceof ApplicationFailure ? cause.type : undefined;
      const why = cause?.message ?? message;
      return { at, by: 'system', reason: why, error: { ...(name && { name }), message: why } };
    }
  }
}

async function terminator(
  { client }: Session,
  { workflowId, runId }: DescribedWorkflow,
): Promise<string | undefined> {
  const { history } = await callTemporal(client, () =>
    client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId, runId },
      historyEventFilterType: 2, // only the closing event
    }),
  );
  return history?.events?.[0]?.workflowExecutionTerminatedEventAttributes?.identity ?? undefined;
}
