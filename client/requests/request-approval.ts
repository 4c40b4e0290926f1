import type { RequestInput } from '../../contract/request';
import { readContent, type RequestedApproval, startRequest, type SubmitOptions } from './start-request';
import type { Session } from '../temporal/session';

/**
 * Requests an approval. Needs no worker. With an `id` it is idempotent (design rule 13): the same id again answers
 * the request that exists, open or ended. Without, the id is a fresh readable one.
 *
 * @throws InvalidInput that names the field
 * @throws RequestIdTaken when the id is another request's or another workflow's
 * @throws SearchAttributesMissing with the command that makes them
 * @throws TemporalUnreachable; the request may exist all the same, so repeat it with the same id
 */
export async function requestApproval(
  session: Session,
  input: RequestInput,
  options?: SubmitOptions,
): Promise<RequestedApproval> {
  return startRequest(session, { content: readContent(input) }, input?.id, options);
}
