import type { RequestsOfRun } from '../../contract/activities';
import type { CheckInput, CheckResult } from '../../contract/records/check';
import {
  agentMs,
  withActivityAt,
  idleAt,
  nextWakeAt,
  nextTimeTrigger,
  timeoutAt,
} from '../../rules/runs/clock';
import { escalationContext, withLatest } from '../../rules/runs/escalations';
import { withCheck } from '../../rules/runs/steps';
import { waitingSpans } from '../../rules/runs/waiting-time';
import { checkTriggers, findRequestsOfRun } from '../core/proxies';
import { escalateRun } from './open-escalation';
import { endBySystem, isRunning, type RunState } from './state';

const FIRST_PAUSE_MS = 60_000;
const MAX_PAUSE_MS = 3_600_000;

/** Evaluates the triggers and escalates if one fires. A hosted run does this after every attempt at a step. */
export async function checkRun(state: RunState, context: Record<string, unknown>): Promise<void> {
  const check = await evaluateTriggers(state, context);
  if (check.shouldEscalate && isRunning(state)) await escalateForCheck(state, check, context);
}

/** Evaluates the triggers for a report, and notes the fired ones at `event`; default the latest event. */
export async function evaluateTriggers(
  state: RunState,
  context: Record<string, unknown>,
  more: Partial<CheckInput> = {},
  event = more.timeOnly ? undefined : state.record.events.at(-1),
): Promise<CheckResult> {
  const { id: runId, startedAt, memory, form } = state.record;
  const now = Date.now();
  const input = { runId, context, startedAt, now, memory, agentMs: agentMs(state.record, now) };
  const spans = form === 'attached' && { waitingSpans: waitingSpans(state.record) };
  const check = await checkTriggers({ ...input, ...spans, ...more });
  const noted = withCheck(state.record, check, event);
  state.update(withLatest(noted, check.triggers));
  return check;
}

/** Opens or raises the escalation that a check asks for. */
export function escalateForCheck(state: RunState, check: CheckResult, context: Record<string, unknown>) {
  const { level = 'human_review', reason = 'a trigger fired', triggers } = check;
  return escalateRun(state, {
    level,
    reason,
    triggers,
    context: { ...escalationContext(state.record), ...context },
  });
}

/**
 * Handles what is due by time: the run's timeout, its idle timeout, and time triggers without a report.
 *
 * @param reached the latest time whose timer has fired. Every report that arrived before it has been read.
 */
export async function watchClock(state: RunState, reached: number): Promise<void> {
  const now = Date.now();
  if (!isRunning(state) || now < wakeTimeOf(state)) return;
  if (reached >= timeoutAt(state.record))
    return endBySystem(state, 'failed', {
      name: 'RunTimedOut',
      message: 'the run took longer than runTimeout',
    });
  if (reached >= idleAt(state.record)) return endIfIdle(state);
  if (now < nextTimeTrigger(state.record, now)) return;
  const check = await evaluateTriggers(state, {}, { timeOnly: true });
  if (check.shouldEscalate && isRunning(state)) return void (await escalateForCheck(state, check, {}));
  // The agent waits for people elsewhere. Check again later, with a growing pause.
  state.pauseMs = Math.min(state.pauseMs * 2 || FIRST_PAUSE_MS, MAX_PAUSE_MS);
  state.noCheckBefore = now + state.pauseMs;
}

/**
 * Ends an idle run. An agent that waits for people elsewhere is not idle: its idle time starts at their last decision. If the
 * lookup fails, it is repeated after another `idleTimeout`.
 */
async function endIfIdle(state: RunState): Promise<void> {
  const { open, lastClosedAt = 0 } = await findRequestsOfRun(state.record.id).catch(lookupFailed);
  state.update(withActivityAt(state.record, open > 0 ? Date.now() : lastClosedAt));
  if (isRunning(state) && Date.now() >= idleAt(state.record))
    endBySystem(state, 'cancelled', {
      name: 'RunIdle',
      message: 'the agent reported nothing for longer than idleTimeout',
    });
}

const lookupFailed = (): RequestsOfRun => ({ open: 1 });

/** When the run must wake next (milliseconds since 1970). */
export function wakeTimeOf({ record, noCheckBefore }: RunState): number {
  return nextWakeAt(record, Date.now(), noCheckBefore);
}
