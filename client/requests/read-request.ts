import { read } from '../temporal/read';
import { REQUEST } from './request-kind';
import type { RequestView } from './request-without-worker';
import type { Session } from '../temporal/session';

/**
 * A request as it stands. Open: its worker tells; when none does within 2 s, what Temporal knows, with `unknown`
 * naming what it does not. Ended: its record, which needs no worker.
 *
 * @throws RequestNotFound
 * @throws TemporalUnreachable
 */
export function getRequest(session: Session, id: string): Promise<RequestView> {
  return read(session, REQUEST, id);
}
