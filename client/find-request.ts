import { WorkflowNotFoundError } from '@temporalio/common';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { RequestNotFound } from '../contract/errors';
import { bounded } from './bounded';
import { checkedId } from './input-problem';
import { handleOf, isRequestType, type Session } from './session';

/**
 * What Temporal knows of a request without a worker.
 *
 * @throws RequestNotFound when the id is nobody's, or a workflow's that is not ours
 * @throws InvalidInput when it is no id
 * @throws TemporalUnreachable
 */
export async function describeRequest(
  session: Session,
  id: string,
  ms?: number,
): Promise<WorkflowExecutionDescription> {
  checkedId(id);
  const described = await bounded(session.client, () => handleOf(session, id).describe(), ms).catch(
    (error: unknown) => {
      throw error instanceof WorkflowNotFoundError ? new RequestNotFound(id) : error;
    },
  );
  if (!isRequestType(described.type))
    throw new RequestNotFound(id, `a workflow of type ${described.type} has this id, which is no request`);
  session.known.add(id);
  return described;
}

/** Makes sure that the id is one of ours before anything is sent to it; an id seen before costs nothing. */
export async function ensureRequest(session: Session, id: string, ms?: number): Promise<void> {
  if (!session.known.has(id)) await describeRequest(session, id, ms);
}
