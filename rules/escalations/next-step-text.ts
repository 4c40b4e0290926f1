import type { EscalationRecord } from '../../contract/escalation';
import { assigneesWithPeople } from './people';
import { climb } from './ladder';

/** What becomes of an open escalation when its clock runs out, in words that follow `if nobody has acknowledged it by then,`. */
export function nextStepText(record: EscalationRecord): string {
  if (record.dueAt === undefined) return 'it waits';
  // Of one that no worker has told of.
  if (record.plan === undefined) return 'its ladder goes on';
  const { remindAt: _reminders, ...before } = record;
  const after = climb(before, Date.parse(record.dueAt));
  const { resolution, level, round } = after;
  if (resolution) return atTheEnd(record, resolution.action === 'abort');
  if (after.dueAt === undefined) return 'it waits until somebody resolves it';
  const who = assigneesWithPeople(after).join(', ');
  if (record.status === 'acknowledged') return `it is open again, and ${who} (${level}) are asked again`;
  if (round > record.round) return `the ladder begins again with ${who} (${level})`;
  return `${who} (${level}) are asked`;
}

function atTheEnd({ requestId }: EscalationRecord, isAborted: boolean): string {
  const what = requestId === undefined ? 'the run' : 'the request';
  if (isAborted) return `${what} is ${requestId === undefined ? 'aborted' : 'rejected'}`;
  return `${what} goes on without anybody's word`;
}
