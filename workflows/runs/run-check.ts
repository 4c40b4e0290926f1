import type { RequestsInName } from '../../contract/activities';
import type { CheckInput, CheckResult } from '../../contract/check';
import { agentMs, heard, idleAt, nextAlarm, nextTimeTrigger, timeOutAt } from '../../rules/runs/run-clock';
import { whatItIsAbout } from '../../rules/runs/what-it-is-about';
import { withLatest } from '../../rules/runs/run-escalations';
import { withCheck } from '../../rules/runs/run-steps';
import { waitsOf } from '../../rules/runs/peoples-time';
import { checkTriggers, requestsInName } from '../proxies';
import { endBySystem } from './end-by-system';
import { isRunning, type RunDesk } from './run-desk';
import { escalateRun } from './run-escalation';

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** Evaluates the triggers, and escalates if they say so: what a hosted run does after every attempt at a step. */
export async function checkRun(desk: RunDesk, context: Record<string, unknown>): Promise<void> {
  const check = await askTriggers(desk, context);
  if (check.shouldEscalate && isRunning(desk)) await escalate(desk, check, context);
}

/** Evaluates the triggers over a report; what fires is noted at its moment, the latest if none is given. */
export async function askTriggers(
  desk: RunDesk,
  context: Record<string, unknown>,
  more: Partial<CheckInput> = {},
  moment = more.timeOnly ? undefined : desk.record.moments.at(-1),
): Promise<CheckResult> {
  const { id: runId, startedAt, memory, form } = desk.record;
  const now = Date.now();
  const input = { runId, context, startedAt, now, memory, agentMs: agentMs(desk.record, now) };
  const waits = form === 'attached' && { waits: waitsOf(desk.record) };
  const check = await checkTriggers({ ...input, ...waits, ...more });
  const noted = withCheck(desk.record, check, moment);
  desk.update(withLatest(noted, check.triggers));
  return check;
}

/** Opens or raises the escalation that a check asks for. */
export function escalate(desk: RunDesk, check: CheckResult, context: Record<string, unknown>) {
  const { level = 'human_review', reason = 'a trigger fired', triggers } = check;
  return escalateRun(desk, {
    level,
    reason,
    triggers,
    context: { ...whatItIsAbout(desk.record), ...context },
  });
}

/** What the run's clock says: a time-out, a forgotten agent, a trigger of time although nothing was reported. */
export async function watchClock(desk: RunDesk): Promise<void> {
  const now = Date.now();
  if (!isRunning(desk) || now < alarmTime(desk)) return;
  if (now >= timeOutAt(desk.record))
    return endBySystem(desk, 'failed', {
      name: 'RunTimedOut',
      message: 'it ran out of time (runTimeout)',
    });
  if (now >= idleAt(desk.record)) return endIfIdle(desk);
  if (now < nextTimeTrigger(desk.record, now)) return;
  const check = await askTriggers(desk, {}, { timeOnly: true });
  if (check.shouldEscalate && isRunning(desk)) return void (await escalate(desk, check, {}));
  // The agent waits for people elsewhere: looked at again later, and ever more seldom.
  desk.pause = Math.min(desk.pause * 2 || FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
  desk.notBefore = now + desk.pause;
}

/**
 * An agent that waits for people elsewhere is not forgotten: it is idle from the last answer that they gave. Where that
 * cannot be looked up, it is looked up again after another `idleTimeout`.
 */
async function endIfIdle(desk: RunDesk): Promise<void> {
  const { open, lastClosedAt = 0 } = await requestsInName(desk.record.id).catch(unknown);
  desk.update(heard(desk.record, open > 0 ? Date.now() : lastClosedAt));
  if (isRunning(desk) && Date.now() >= idleAt(desk.record))
    endBySystem(desk, 'cancelled', {
      name: 'RunIdle',
      message: 'its agent reported nothing for too long (idleTimeout)',
    });
}

const unknown = (): RequestsInName => ({ open: 1 });

/** When the run must look at its clocks next (milliseconds since 1970). */
export function alarmTime({ record, notBefore }: RunDesk): number {
  return nextAlarm(record, Date.now(), notBefore);
}
