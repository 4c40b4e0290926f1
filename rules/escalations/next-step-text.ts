import type { EscalationRecord } from '../../contract/escalation';
import { climb } from './ladder';
import { assigneesWithPeople } from './people';

/**
 * What happens to an open escalation at its deadline. The text follows `If nobody acknowledges it by TIME, `, or `If it is not
 * resolved by TIME, `: an acknowledgement sets a new deadline.
 */
export function nextStepText(record: EscalationRecord): string {
  if (record.dueAt === undefined) return 'it waits';
  // No worker has planned it yet.
  if (record.plan === undefined) return 'it goes to the next level';
  const { remindAt: _reminders, ...before } = record;
  const after = climb(before, Date.parse(record.dueAt));
  const { resolution, level, round } = after;
  if (resolution) return atTheEnd(record, resolution.action === 'abort');
  if (after.dueAt === undefined) return 'it waits until a person resolves it';
  const who = assigneesWithPeople(after).join(', ');
  if (record.status === 'acknowledged') return `it is pending again and goes back to ${who} (${level})`;
  if (round > record.round) return `the ladder starts again: it goes to ${who} (${level})`;
  return `it goes to ${who} (${level})`;
}

function atTheEnd({ requestId }: EscalationRecord, isAborted: boolean): string {
  const what = requestId === undefined ? 'the run' : 'the request';
  if (isAborted) return `${what} is ${requestId === undefined ? 'aborted' : 'rejected'}`;
  return `${what} continues without a decision by a person`;
}
