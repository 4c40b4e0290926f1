import type { RequestsOfRun } from '../../contract/activities';
import type { CheckInput, CheckResult } from '../../contract/records/check';
import { agentMs, withHeardAt, idleAt, nextWakeAt, nextTimeTrigger, timeoutAt } from '../../rules/runs/clock';
import { escalationContext, withLatest } from '../../rules/runs/escalations';
import { withCheck } from '../../rules/runs/steps';
import { waitingSpans } from '../../rules/runs/waiting-time';
import { checkTriggers, findRequestsOfRun } from '../core/proxies';
import { endBySystem, isRunning, type RunState } from './state';
import { escalateRun } from './open-escalation';

const FIRST_PAUSE_MS = 60_000;
const MAX_PAUSE_MS = 3_600_000;

/** Evaluates the triggers, and escalates if they say so: what a hosted run does after every attempt at a step. */
export async function checkRun(state: RunState, context: Record<string, unknown>): Promise<void> {
  const check = await evaluateTriggers(state, context);
  if (check.shouldEscalate && isRunning(state)) await escalateForCheck(state, check, context);
}

/** Evaluates the triggers over a report; what fires is noted at its event, the latest if none is given. */
export async function evaluateTriggers(
  state: RunState,
  context: Record<string, unknown>,
  more: Partial<CheckInput> = {},
  event = more.timeOnly ? undefined : state.record.events.at(-1),
): Promise<CheckResult> {
  const { id: runId, startedAt, memory, form } = state.record;
  const now = Date.now();
  const input = { runId, context, startedAt, now, memory, agentMs: agentMs(state.record, now) };
  const waits = form === 'attached' && { waitingSpans: waitingSpans(state.record) };
  const check = await checkTriggers({ ...input, ...waits, ...more });
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

/** What the run's clock says: a time-out, a forgotten agent, a trigger of time although nothing was reported. */
export async function watchClock(state: RunState): Promise<void> {
  const now = Date.now();
  if (!isRunning(state) || now < wakeTimeOf(state)) return;
  if (now >= timeoutAt(state.record))
    return endBySystem(state, 'failed', {
      name: 'RunTimedOut',
      message: 'it ran out of time (runTimeout)',
    });
  if (now >= idleAt(state.record)) return endIfIdle(state);
  if (now < nextTimeTrigger(state.record, now)) return;
  const check = await evaluateTriggers(state, {}, { timeOnly: true });
  if (check.shouldEscalate && isRunning(state)) return void (await escalateForCheck(state, check, {}));
  // The agent waits for people elsewhere: looked at again later, and ever more seldom.
  state.pauseMs = Math.min(state.pauseMs * 2 || FIRST_PAUSE_MS, MAX_PAUSE_MS);
  state.noCheckBefore = now + state.pauseMs;
}

/**
 * An agent that waits for people elsewhere is not forgotten: it is idle from the last answer that they gave. Where that
 * cannot be looked up, it is looked up again after another `idleTimeout`.
 */
async function endIfIdle(state: RunState): Promise<void> {
  const { open, lastClosedAt = 0 } = await findRequestsOfRun(state.record.id).catch(lookupFailed);
  state.update(withHeardAt(state.record, open > 0 ? Date.now() : lastClosedAt));
  if (isRunning(state) && Date.now() >= idleAt(state.record))
    endBySystem(state, 'cancelled', {
      name: 'RunIdle',
      message: 'its agent reported nothing for too long (idleTimeout)',
    });
}

const lookupFailed = (): RequestsOfRun => ({ open: 1 });

/** When the run must look at its clocks next (milliseconds since 1970). */
export function wakeTimeOf({ record, noCheckBefore }: RunState): number {
  return nextWakeAt(record, Date.now(), noCheckBefore);
}
