import type { EscalationRecord } from '../../contract/escalation';
import type { Subject } from '../../contract/notification';
import type { RequestRecord } from '../../contract/request';
import { shownState } from '../../rules/notifications/wake';
import { isOpenEscalation } from '../../rules/escalations/record';
import { wakeNotifications, wakeNotificationsLater } from './proxies';

/** Has people told of what changed about a request. Returns nothing where there is nobody, or nothing new, to tell. */
export function notifyOfRequest(
  before: RequestRecord | undefined,
  after: RequestRecord,
): Promise<void> | undefined {
  const { plan, id } = after;
  if (plan?.notify === undefined) return undefined;
  // Nobody knows yet whom it asks.
  if (after.status === 'pending' && plan.teams === undefined) return undefined;
  const was = before && shownState({ kind: 'request', record: before });
  if (was === shownState({ kind: 'request', record: after })) return undefined;
  return wake({ kind: 'request', id }, after, after.status === 'pending');
}

/** The same of an escalation. Also a call that is made again is news. */
export function notifyOfEscalation(
  before: EscalationRecord | undefined,
  after: EscalationRecord,
): Promise<void> | undefined {
  const { plan, id, history } = after;
  if (plan?.notify === undefined) return undefined;
  const was = before && shownState({ kind: 'escalation', record: before });
  const isSame = was === shownState({ kind: 'escalation', record: after });
  if (isSame && before?.history.at(-1)?.at === history.at(-1)?.at) return undefined;
  return wake({ kind: 'escalation', id }, after, isOpenEscalation(after));
}

/** Where Temporal does not take it at once, it is tried for as long as there is somebody to call upon, beside all else. */
async function wake(subject: Subject, record: object, isOpen: boolean): Promise<void> {
  try {
    await wakeNotifications(subject, record);
  } catch {
    if (isOpen) void wakeNotificationsLater(subject).catch(() => {});
  }
}
