import type { RequestRecord } from '../../contract/record';
import { eligible } from '../requests/people';
import { isoTime } from '../time';
import type { MomentNow, MomentsNow } from './moment-now';
import { lastReminder, nextReminderAt } from './reminders';

/**
 * What there is to tell of a request at `now`: whom its open stage still needs, as a request and as the latest reminder;
 * how it ended, to its requester and to those who were asked.
 *
 * @param asked when each stage's people were first asked, by the key of that
 * @param told whom a call has reached
 */
export function requestMoments(
  record: RequestRecord,
  { asked, told, now }: { asked: Record<string, string>; told: string[]; now: number },
): MomentsNow {
  const isPlanned = record.plan?.teams !== undefined;
  if (record.status !== 'pending') return ended(record, asked, told);
  if (!isPlanned || record.stage === undefined) return { moments: [], ended: false, asked };

  const call = callOf(record.stage, stagesOf(record));
  const askedAt = asked[call.key] ?? isoTime(now);
  const to = stillNeeded(record);
  const clock = { askedAt: Date.parse(askedAt), expiresAt: Date.parse(record.expiresAt ?? '') };
  const notify = record.plan?.notify ?? {};
  const reminder = lastReminder(notify, clock, now);
  const nextAt = nextReminderAt(notify, clock, now);
  const reminders: MomentNow[] = reminder
    ? [
        {
          key: `${call.key}-${reminder.key}`,
          moment: reminder.moment,
          nature: 'call',
          to,
          after: { key: call.key, at: reminder.at },
        },
      ]
    : [];
  return {
    moments: [...earlierCalls(record), { ...call, nature: 'call', to }, ...reminders],
    ...(nextAt !== undefined && { nextAt }),
    ended: false,
    asked: { ...asked, [call.key]: askedAt },
  };
}

/** Whether somebody who was called upon by this message still is: the same stage is open, and they can do something. */
export function isStillCalled(record: RequestRecord, key: string, person: string | undefined): boolean {
  if (record.status !== 'pending' || record.stage === undefined) return false;
  const { key: open } = callOf(record.stage, stagesOf(record));
  if (key !== open && !key.startsWith(`${open}-`)) return false;
  return person === undefined || stillNeeded(record).includes(person);
}

function callOf(stage: number, stages: number[]): Pick<MomentNow, 'key' | 'moment'> {
  return stage === stages[0]
    ? { key: 'requested', moment: 'requested' }
    : { key: `stage-${stage}`, moment: 'stage_opened' };
}

/** The calls of the stages that are met. */
function earlierCalls(record: RequestRecord): MomentNow[] {
  const stages = stagesOf(record);
  return stages
    .filter((stage) => stage < (record.stage ?? 0))
    .map((stage) => ({ ...callOf(stage, stages), nature: 'fact', to: [] }));
}

function stagesOf({ plan }: RequestRecord): number[] {
  return [...new Set(plan?.requirements.map(({ stage }) => stage))].sort((a, b) => a - b);
}

/** Who could give what the open stage lacks: whoever has decided already is not asked again. */
function stillNeeded(record: RequestRecord): string[] {
  const lacking = new Set(record.needed.map(({ policy }) => policy));
  const open = (record.plan?.requirements ?? []).filter(
    ({ stage, policy }) => stage === record.stage && lacking.has(policy),
  );
  const people = new Set(open.flatMap((requirement) => [...eligible(record, requirement)]));
  for (const { decidedBy, stage, void: isVoid } of record.decisions)
    if (stage === record.stage && isVoid === undefined) people.delete(decidedBy);
  return [...people];
}

function ended(record: RequestRecord, asked: Record<string, string>, told: string[]): MomentsNow {
  const stages = stagesOf(record);
  const calls =
    record.stage === undefined
      ? []
      : [...earlierCalls(record), { ...callOf(record.stage, stages), nature: 'fact' as const, to: [] }];
  const moment =
    ({ expired: 'expired', cancelled: 'cancelled' } as const)[record.status as string] ?? 'decided';
  const by = record.end?.name;
  const isAutomatic = record.plan?.requirements.length === 0;
  // Nobody was asked, and the agent has its answer: a person would only wonder.
  const concerned = isAutomatic ? [] : [...new Set([record.requesterId, ...told])];
  const to = concerned.filter((person) => person !== by);
  return { moments: [...calls, { key: 'ended', moment, nature: 'result', to }], ended: true, asked };
}
