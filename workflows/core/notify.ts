import { workflowInfo } from '@temporalio/workflow';
import type { EscalationRecord } from '../../contract/escalation';
import type { Subject } from '../../contract/notification';
import type { RequestRecord } from '../../contract/request';
import type { UseInput, UseRecord } from '../../contract/use';
import { isOpenEscalation } from '../../rules/escalations/record';
import { shownState } from '../../rules/notifications/wake';
import { startNotificationsChild } from './children';
import { wakeNotifications, wakeNotificationsLater } from './proxies';

/** Wakes the notifications if a request has changed. Returns nothing if there are no channels or nothing has changed. */
export function notifyOfRequest(
  before: RequestRecord | undefined,
  after: RequestRecord,
): Promise<void> | undefined {
  const { plan, id } = after;
  if (plan?.notify === undefined) return undefined;
  // It is not known yet who may decide.
  if (after.status === 'pending' && plan.teams === undefined) return undefined;
  const was = before && shownState({ kind: 'request', record: before });
  if (was === shownState({ kind: 'request', record: after })) return undefined;
  return wake({ kind: 'request', id }, after, after.status === 'pending');
}

/** The same for an escalation. A repeated notification in its history is also a change. */
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

/**
 * Wakes the notifications of a claimed request, if it has channels. After the outcome the workflow of the claim must await it and
 * then end: while it is open, a retry of the claim would be answered with `claimed` again.
 */
export function notifyOfUse({ notify, requestId }: UseInput, use: UseRecord): Promise<void> | undefined {
  if (notify === undefined) return undefined;
  return wake({ kind: 'request', id: requestId }, use, use.outcome === undefined);
}

/**
 * If the first signal fails, it keeps retrying in the background while the workflow is open. A workflow that ends cannot retry, so it
 * starts the notifications as a child and waits until Temporal has done that. If they run already, the start fails, and they notice
 * the end at their next time.
 */
async function wake(subject: Subject, record: object, isOpen: boolean): Promise<void> {
  try {
    await wakeNotifications(subject, record);
  } catch {
    if (isOpen) void wakeNotificationsLater(subject).catch(() => {});
    else if (workflowInfo().workflowId === subject.id) await startNotificationsChild(subject).catch(() => {});
  }
}
