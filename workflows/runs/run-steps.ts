import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { condition } from '@temporalio/workflow';
import type { RunPlan } from '../../contract/run';
import type { StepInput, StepResult } from '../../contract/step';
import { endRun } from '../../rules/runs/end-run';
import { newDecisions, openKeys, sortApprovals, tellAgain } from '../../rules/runs/run-approvals';
import { openEscalationOf } from '../../rules/runs/run-escalations';
import {
  failureContext,
  guideStep,
  saysNothing,
  stepContext,
  takeStep,
  withFailedAttempt,
  withStep,
} from '../../rules/runs/run-steps';
import { stepActivity } from '../proxies';
import { endBySystem } from './end-by-system';
import { askForApproval } from './run-approvals';
import { checkRun } from './run-check';
import { isHistoryFull, isRunning, type RunDesk, wantsNewRun } from './run-desk';

const LONGEST_PAUSE_MS = 60_000;
const MOST_LOST_WORKERS = 20;

type Given = Omit<StepInput, 'signal' | 'attempt'>;

/** Takes one step after another until the agent is done, the run ends otherwise, or it must go on in a new run. */
export async function takeSteps(desk: RunDesk): Promise<void> {
  desk.stepping = true;
  let idle = 0;
  while (isRunning(desk) && !(wantsNewRun(desk) && desk.openChildren === 0)) {
    if (!(await mayGoOn(desk))) break;
    const { run, given } = takeStep(desk.record);
    desk.update(run);
    const result = await answerOf(desk, given);
    if (result && isRunning(desk)) await settle(desk, result);
    idle = result && saysNothing(result) ? idle + 1 : 0;
    if (idle > 0) await untilNews(desk, idle);
  }
  desk.stepping = false;
  desk.version++;
}

/** A step that has nothing to do yet is taken again later and later, at most a minute, or as soon as there is news. */
async function untilNews(desk: RunDesk, idle: number): Promise<void> {
  const hasNews = () =>
    !isRunning(desk) ||
    desk.record.guidance !== undefined ||
    Object.keys(newDecisions(desk.record)).length > 0;
  const { retryAfter = 1_000 } = desk.record.plan ?? {};
  await condition(hasNews, Math.min(retryAfter * 2 ** (idle - 1), LONGEST_PAUSE_MS));
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
  if (open && isHistoryFull()) return true;
  if (record.guidance || waitFor === 'none') return false;
  return waitFor === 'all' ? open : open && Object.keys(newDecisions(record)).length === 0;
}

/** What the step answered, after as many attempts as it took; nothing when the run ended first. */
async function answerOf(desk: RunDesk, first: Given): Promise<StepResult | undefined> {
  const plan = desk.record.plan as RunPlan;
  let given = first;
  // Of the attempts since people last said to go on.
  for (let attempt = 1, failed = 0, lost = 0; ; attempt++) {
    try {
      const step = stepActivity(plan, given.step, attempt);
      return await desk.working.run(() => step(desk.record.agent ?? '', { ...given, attempt }));
    } catch (error) {
      if (!isRunning(desk)) return undefined;
      const why = describe(error);
      // A worker that is restarted is no error of the agent, unless its step brings down one after the other.
      if (isLostWorker(error)) lost++;
      else failed++;
      desk.update(withFailedAttempt(desk.record, why, Date.now(), { isError: !isLostWorker(error) }));
      await checkRun(desk, failureContext(desk.record, why));
      const asked = openEscalationOf(desk.record) !== undefined;
      await untilResolved(desk);
      if (asked) [failed, lost] = [0, 0];
      else if (failed >= plan.maxAttempts || lost >= MOST_LOST_WORKERS || isFinal(error))
        fail(desk, 'StepFailed', `step ${given.step}: ${why}`);
      else await pauseBefore(desk, plan.retryAfter * 2 ** Math.max(0, failed - 1));
      if (!isRunning(desk)) return undefined;
      const guided = guideStep(desk.record, given);
      desk.update(guided.run);
      given = guided.given;
    }
  }
}

/** Waits until no escalation is open, or the run has ended. */
async function untilResolved(desk: RunDesk): Promise<void> {
  await condition(() => !isRunning(desk) || !openEscalationOf(desk.record));
}

async function pauseBefore(desk: RunDesk, milliseconds: number): Promise<void> {
  await condition(() => !isRunning(desk), Math.min(milliseconds, LONGEST_PAUSE_MS));
}

/** What a step's answer means for the run: totals, triggers, approvals, the end. */
async function settle(desk: RunDesk, result: StepResult): Promise<void> {
  desk.update(withStep(desk.record, result, Date.now()));
  const { fresh, again, problem } = sortApprovals(desk.record, result.approvals ?? []);
  if (problem) return void fail(desk, 'InvalidStepResult', problem);
  await checkRun(desk, stepContext(desk.record, result));
  // Nobody is asked to approve what a person may be about to stop.
  await untilResolved(desk);
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
  endBySystem(desk, 'failed', { name, message });
}

function describe(error: unknown): string {
  if (isLostWorker(error)) return 'the worker that took it was lost';
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) return 'it took longer than stepTimeout';
  return cause instanceof Error ? cause.message : String(cause);
}

/** Killed, or shut down before the step was done. */
function isLostWorker(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) return cause.timeoutType === 'HEARTBEAT';
  return cause instanceof ApplicationFailure && cause.type === 'WorkerShutdown';
}

function isFinal(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.nonRetryable === true;
}
