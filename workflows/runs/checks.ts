import type { RequestsOfRun } from '../../contract/activities';
import type { CheckInput, CheckResult } from '../../contract/check';
import { agentMs, withHeardAt, idleAt, nextWakeAt, nextTimeTrigger, timeoutAt } from '../../rules/runs/clock';
import { escalationContext, withLatest } from '../../rules/runs/escalations';
import { withCheck } from '../../rules/runs/steps';
import { waitingSpans } from '../../rules/runs/waiting-time';
import { checkTriggers, requestsInName } from '../core/proxies';
import { endBySystem, isRunning, type RunState } from './state';
import { escalateRun } from './open-escalation';

const FIRST_PAUSE_MS = 60_000;
const MAX_PAUSE_MS = 3_600_000;

/** Evaluates the triggers, and escalates if they say so: what a hosted run does after every attempt at a step. */
export async function checkRun(desk: RunState, context: Record<string, unknown>): Promise<void> {
  const check = await evaluateTriggers(desk, context);
  if (check.shouldEscalate && isRunning(desk)) await escalateForCheck(desk, check, context);
}

/** Evaluates the triggers over a report; what fires is noted at its moment, the latest if none is given. */
export async function evaluateTriggers(
  desk: RunState,
  context: Record<string, unknown>,
  more: Partial<CheckInput> = {},
  moment = more.timeOnly ? undefined : desk.record.moments.at(-1),
): Promise<CheckResult> {
  const { id: runId, startedAt, memory, form } = desk.record;
  const now = Date.now();
  const input = { runId, context, startedAt, now, memory, agentMs: agentMs(desk.record, now) };
  const waits = form === 'attached' && { waits: waitingSpans(desk.record) };
  const check = await checkTriggers({ ...input, ...waits, ...more });
  const noted = withCheck(desk.record, check, moment);
  desk.update(withLatest(noted, check.triggers));
  return check;
}

/** Opens or raises the escalation that a check asks for. */
export function escalateForCheck(desk: RunState, check: CheckResult, context: Record<string, unknown>) {
  const { level = 'human_review', reason = 'a trigger fired', triggers } = check;
  return escalateRun(desk, {
    level,
    reason,
    triggers,
    context: { ...escalationContext(desk.record), ...context },
  });
}

/** What the run's clock says: a time-out, a forgotten agent, a trigger of time although nothing was reported. */
export async function watchClock(desk: RunState): Promise<void> {
  const now = Date.now();
  if (!isRunning(desk) || now < wakeTimeOf(desk)) return;
  if (now >= timeoutAt(desk.record))
    return endBySystem(desk, 'failed', {
      name: 'RunTimedOut',
      message: 'it ran out of time (runTimeout)',
    });
  if (now >= idleAt(desk.record)) return endIfIdle(desk);
  if (now < nextTimeTrigger(desk.record, now)) return;
  const check = await evaluateTriggers(desk, {}, { timeOnly: true });
  if (check.shouldEscalate && isRunning(desk)) return void (await escalateForCheck(desk, check, {}));
  // The agent waits for people elsewhere: looked at again later, and ever more seldom.
  desk.pauseMs = Math.min(desk.pauseMs * 2 || FIRST_PAUSE_MS, MAX_PAUSE_MS);
  desk.noCheckBefore = now + desk.pauseMs;
}

/**
 * An agent that waits for people elsewhere is not forgotten: it is idle from the last answer that they gave. Where that
 * cannot be looked up, it is looked up again after another `idleTimeout`.
 */
async function endIfIdle(desk: RunState): Promise<void> {
  const { open, lastClosedAt = 0 } = await requestsInName(desk.record.id).catch(lookupFailed);
  desk.update(withHeardAt(desk.record, open > 0 ? Date.now() : lastClosedAt));
  if (isRunning(desk) && Date.now() >= idleAt(desk.record))
    endBySystem(desk, 'cancelled', {
      name: 'RunIdle',
      message: 'its agent reported nothing for too long (idleTimeout)',
    });
}

const lookupFailed = (): RequestsOfRun => ({ open: 1 });

/** When the run must look at its clocks next (milliseconds since 1970). */
export function wakeTimeOf({ record, noCheckBefore }: RunState): number {
  return nextWakeAt(record, Date.now(), noCheckBefore);
}
