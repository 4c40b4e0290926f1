import type { EscalationRecord } from '../../contract/escalation';
import {
  afterRequestEscalation,
  escalationOf,
  wantsEscalation,
} from '../../rules/requests/request-escalation';
import { childId } from '../../rules/child-id';
import { startEscalationChild, startUnder } from '../children';
import { type Desk, wakeAtDeadline } from './desk';

/**
 * Opens the escalation of a request whose deadline has escalated it: once, and the request goes on waiting (design rule 6).
 *
 * @param now a time that the server's clock has reached
 */
export function escalateIfDue(desk: Desk, now: number): void {
  if (!wantsEscalation(desk.record)) return;
  const id = childId(desk.record.id, 'escalation');
  const at = desk.record.escalation?.at ?? '';
  const input = escalationOf(desk.record);
  desk.record = { ...desk.record, escalation: { at, id } };
  wakeAtDeadline(desk, now);
  desk.hasChild = true;
  const resolved = (ended: EscalationRecord) => {
    desk.resolved = () => (desk.record = afterRequestEscalation(desk.record, ended, Date.now()));
  };
  // Whatever ends the escalation without a resolution changes nothing: the second deadline still comes.
  startUnder(id, (workflowId) => startEscalationChild(input, { workflowId }))
    .then((child) => {
      // A foreign workflow may have the id: the record names the escalation that asks people.
      if (child.workflowId !== id) desk.record = { ...desk.record, escalation: { at, id: child.workflowId } };
      return child.result();
    })
    .then(resolved, () => {})
    .finally(() => (desk.hasChild = false));
}

/** Takes the resolution of the request's escalation, once there is one. */
export function takeResolution(desk: Desk): void {
  desk.resolved?.();
  delete desk.resolved;
}
