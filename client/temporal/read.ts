import { type Client, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { HitlError, Undecodable } from '../../contract/errors';
import { MESSAGES } from '../../contract/names';
import { checkedId } from '../input';
import { callTemporal, grpcError } from './calls';
import { readFirstEvent } from './first-event';
import { type DescribedWorkflow, describeWorkflow } from './row';
import { handleOf, type Entity, type ReadableEntity, type Session, type TemporalEnd } from './session';
import { isOpen } from './status';

/** How long a worker has to tell. Without one a query would hang for half a minute. */
const QUERY_TIMEOUT_MS = 2_000;

/**
 * A request, an escalation or a run as it stands. Open: its worker tells; when none does within 2 s, what Temporal knows.
 * Ended: its result, which needs no worker. Throws as `find` does.
 */
export async function read<View>(session: Session, kind: ReadableEntity<View>, id: string): Promise<View> {
  const described = await find(session, kind, id);
  if (!isOpen(described)) return endedRecord(session, kind, described);
  return (await askWorker<View>(session, id)) ?? kind.withoutWorker(session, described);
}

/** Any failure counts as no answer: that there is no worker shows as a time-out, a worker's own trouble as an error. */
async function askWorker<View>(session: Session, id: string): Promise<View | undefined> {
  const ask = () => handleOf(session, id).query<View>(MESSAGES.get);
  return session.client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, ask).catch(() => undefined);
}

/**
 * What Temporal knows of a thing of this kind without a worker. `ms` bounds the call (10 s).
 *
 * @throws the kind's `NotFound` when the id is nobody's, or a workflow's of another type
 * @throws InvalidInput when it is no id
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
    throw new kind.NotFound(id, `a workflow of type ${described.type} has this id, which is no ${kind.noun}`);
  session.known.add(id, kind);
  return described;
}

/** Makes sure that the id is one of this kind before anything is sent to it; an id seen before costs nothing. */
export async function ensureExists(session: Session, kind: Entity, id: string, ms?: number): Promise<void> {
  if (!session.known.has(id, kind)) await find(session, kind, id, ms);
}

/** The workflow with this id, of whatever type; nothing if there is none. */
export async function findWorkflow(
  client: Client,
  id: string,
  ms?: number,
): Promise<DescribedWorkflow | undefined> {
  checkedId(id);
  return callTemporal(client, () => describeWorkflow(client, id), ms);
}

/**
 * The record of one whose workflow has closed. Needs no worker: it is the workflow's result. One that Temporal ended
 * before it had one was terminated, cancelled, timed out or failed, and its kind says what that makes of it.
 */
export async function endedRecord<View>(
  session: Session,
  kind: ReadableEntity<View>,
  described: DescribedWorkflow,
): Promise<View> {
  const { workflowId: id } = described;
  try {
    const result = () => handleOf(session, id).result() as Promise<View>;
    const record = await callTemporal(session.client, result);
    const problem = await forgeryProblem(session, id);
    return problem === undefined ? record : await forgedRecord(session, kind, described, problem);
  } catch (error) {
    if (isUndecodable(error)) throw new Undecodable(described.workflowId, error.message);
    if (!(error instanceof WorkflowFailedError)) throw error;
    const view = await kind.withoutWorker(session, described);
    return kind.brokenOff(view, await endOf(session, described, error));
  }
}

/**
 * Why a result must not be believed (design rule 29): the run that returned it goes on for another one, or was started
 * with a cron schedule or a retry policy, so that its starter could supply its state. Costs one call, and nothing for
 * what this session started itself.
 */
export async function forgeryProblem({ client, known }: Session, id: string): Promise<string | undefined> {
  if (known.isOwn(id)) return undefined;
  return (await callTemporal(client, () => readFirstEvent(client, id))).problem;
}

async function forgedRecord<View>(
  session: Session,
  kind: ReadableEntity<View>,
  described: DescribedWorkflow,
  problem: string,
): Promise<View> {
  const message = `its result is not believed: ${problem}`;
  return kind.brokenOff(await kind.withoutWorker(session, described), {
    at: (described.closeTime ?? new Date()).toISOString(),
    by: 'system',
    reason: message,
    error: { name: 'ForgedState', message },
  });
}

/** What neither Temporal nor our own client threw was thrown while the payload was decoded. */
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
      const name = await terminator(session, described.workflowId);
      const reason = `terminated in Temporal${cause?.message ? `: ${cause.message}` : ''}`;
      return { at, by: 'operator', ...(name && { name }), reason };
    }
    case 'CANCELLED':
      return { at, by: 'operator', reason: 'cancelled in Temporal' };
    case 'TIMED_OUT':
      return { at, by: 'system', reason: "Temporal's own time-out ended its workflow" };
    default: {
      const name = cause instanceof ApplicationFailure ? cause.type : undefined;
      const why = cause?.message ?? message;
      return { at, by: 'system', reason: why, error: { ...(name && { name }), message: why } };
    }
  }
}

async function terminator({ client }: Session, id: string): Promise<string | undefined> {
  const { history } = await callTemporal(client, () =>
    client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId: id },
      historyEventFilterType: 2, // the closing event alone
    }),
  );
  return history?.events?.[0]?.workflowExecutionTerminatedEventAttributes?.identity ?? undefined;
}
