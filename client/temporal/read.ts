import { MESSAGES } from '../../contract/names';
import { endedRecord } from './ended';
import { find } from './find';
import type { ReadableKind } from './kind';
import { isOpen } from '../requests/request-status';
import { handleOf, type Session } from './session';

/** How long a worker has to tell. Without one a query would hang for half a minute. */
const QUERY_TIMEOUT_MS = 2_000;

/**
 * A request, an escalation or a run as it stands. Open: its worker tells; when none does within 2 s, what Temporal knows.
 * Ended: its result, which needs no worker. Throws as `find` does.
 */
export async function read<View>(session: Session, kind: ReadableKind<View>, id: string): Promise<View> {
  const described = await find(session, kind, id);
  if (!isOpen(described)) return endedRecord(session, kind, described);
  return (await askWorker<View>(session, id)) ?? kind.withoutWorker(session, described);
}

/** Any failure counts as no answer: that there is no worker shows as a time-out, a worker's own trouble as an error. */
async function askWorker<View>(session: Session, id: string): Promise<View | undefined> {
  const ask = () => handleOf(session, id).query<View>(MESSAGES.get);
  return session.client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, ask).catch(() => undefined);
}
