import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { condition } from '@temporalio/workflow';
import type { RunPlan } from '../../contract/run';
import type { StepInput, StepResult } from '../../contract/step';
import { endRun } from '../../rules/runs/end-run';
import { newDecisions, openKeys, sortApprovals, tellAgain } from '../../rules/runs/run-approvals';
import { openEscalationOf } from '../../rules/runs/run-escalations';
import {
  failureContext,
  stepContext,
  takeStep,
  withFailedAttempt,
  withStep,
} from '../../rules/runs/run-steps';
import { stepActivity } from '../proxies';
import { askForApproval } from './run-approvals';
import { checkRun } from './run-check';
import { isRunning, type RunDesk, wantsNewRun } from './run-desk';

const LONGEST_PAUSE_MS = 60_000;

/** Takes one step after another until the agent is done, the run ends otherwise, or it must go on in a new run. */
export async function takeSteps(desk: RunDesk): Promise<void> {
  desk.stepping = true;
  while (isRunning(desk) && !(wantsNewRun(desk) && desk.openChildren === 0)) {
    if (!(await mayGoOn(desk))) break;
    const { run, given } = takeStep(desk.record);
    desk.update(run);
    const result = await answerOf(desk, given);
    if (result && isRunning(desk)) await settle(desk, result);
  }
  desk.stepping = false;
  desk.version++;
}

/** Waits for the people that the next step waits for. */
async function mayGoOn(desk: RunDesk): Promise<boolean> {
  const { plan, totals } = desk.record;
  if (plan && totals.steps >= plan.maxSteps) {
    fail(desk, 'TooManySteps', `not done after ${plan.maxSteps} steps (maxSteps)`);
    return false;
  }
  desk.blocked = isBlocked(desk);
  desk.update(desk.record);
  await condition(() => !isRunning(desk) || !(openEscalationOf(desk.record) ?? isBlocked(desk)));
  desk.blocked = false;
  desk.update(desk.record);
  return isRunning(desk);
}

function isBlocked({ record, waitFor }: RunDesk): boolean {
  const open = openKeys(record).length > 0;
  if (record.guidance || waitFor === 'none') return false;
  return waitFor === 'all' ? open : open && Object.keys(newDecisions(record)).length === 0;
}

/** What the step answered, after as many attempts as it took; nothing when the run ended first. */
async function answerOf(
  desk: RunDesk,
  given: Omit<StepInput, 'signal' | 'attempt'>,
): Promise<StepResult | undefined> {
  const plan = desk.record.plan as RunPlan;
  // Of the attempts since people last said to go on.
  for (let attempt = 1, recent = 1; ; attempt++, recent++) {
    try {
      const step = stepActivity(plan, given.step, attempt);
      return await desk.working.run(() => step(desk.record.agent ?? '', { ...given, attempt }));
    } catch (error) {
      if (!isRunning(desk)) return undefined;
      const why = describe(error);
      desk.update(withFailedAttempt(desk.record, why, Date.now()));
      await checkRun(desk, failureContext(desk.record, why));
      const asked = openEscalationOf(desk.record) !== undefined;
      await condition(() => !isRunning(desk) || !openEscalationOf(desk.record));
      if (!isRunning(desk)) return undefined;
      if (asked) recent = 0;
      else if (recent >= plan.maxAttempts || isFinal(error))
        return fail(desk, 'StepFailed', `step ${given.step}: ${why}`);
      else
        await condition(
          () => !isRunning(desk),
          Math.min(plan.retryAfter * 2 ** (recent - 1), LONGEST_PAUSE_MS),
        );
      if (!isRunning(desk)) return undefined;
    }
  }
}

/** What a step's answer means for the run: totals, triggers, approvals, the end. */
async function settle(desk: RunDesk, result: StepResult): Promise<void> {
  desk.update(withStep(desk.record, result, Date.now()));
  const { fresh, again, problem } = sortApprovals(desk.record, result.approvals ?? []);
  if (problem) return void fail(desk, 'InvalidStepResult', problem);
  await checkRun(desk, stepContext(desk.record, result));
  // Nobody is asked to approve what a person may be about to stop.
  await condition(() => !isRunning(desk) || !openEscalationOf(desk.record));
  if (!isRunning(desk)) return;
  fresh.forEach((asked) => askForApproval(desk, asked));
  desk.update(tellAgain(desk.record, again));
  desk.waitFor = result.waitFor ?? 'any';
  // With guidance, somebody did not let it be done: the agent goes on with it.
  if (!result.done || desk.record.guidance) return;
  const { output } = result;
  const done = { ...desk.record, ...(output !== undefined && { output }) };
  desk.update(endRun(done, 'completed', Date.now(), { by: 'agent' }));
}

function fail(desk: RunDesk, name: string, message: string): undefined {
  desk.update(
    endRun(desk.record, 'failed', Date.now(), { by: 'system', reason: message, error: { name, message } }),
  );
}

function describe(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure)
    return cause.timeoutType === 'HEARTBEAT'
      ? 'the worker that took it was lost'
      : 'it took longer than stepTimeout';
  return cause instanceof Error ? cause.message : String(cause);
}

function isFinal(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.nonRetryable === true;
}
