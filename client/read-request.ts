import type { RequestRecord } from '../contract/record';
import { MESSAGES } from '../contract/names';
import { endedRequest } from './ended-request';
import { describeRequest } from './find-request';
import { isOpen } from './request-status';
import { requestWithoutWorker, type RequestView } from './request-without-worker';
import { handleOf, type Session } from './session';

/** How long a worker has to tell. Without one a query would hang for half a minute. */
const QUERY_TIMEOUT_MS = 2_000;

/**
 * A request as it stands. Open: its worker tells; when none does within 2 s, what Temporal knows, with `unknown`
 * naming what it does not. Ended: its record, which needs no worker.
 *
 * @throws RequestNotFound
 * @throws TemporalUnreachable
 */
export async function getRequest(session: Session, id: string): Promise<RequestView> {
  const described = await describeRequest(session, id);
  if (!isOpen(described)) return endedRequest(session, described);
  return (await askWorker(session, id)) ?? requestWithoutWorker(session, described);
}

/** Any failure counts as no answer: that there is no worker shows as a time-out, a worker's own trouble as an error. */
async function askWorker(session: Session, id: string): Promise<RequestRecord | undefined> {
  const ask = () => handleOf(session, id).query<RequestRecord>(MESSAGES.get);
  return session.client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, ask).catch(() => undefined);
}
