import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { condition } from '@temporalio/workflow';
import type { RequestContent, RequestRecord } from '../../contract/request';
import type { RunPlan } from '../../contract/run';
import type { StepApproval, StepInput, StepResult } from '../../contract/step';
import { contentHash } from '../../rules/digest';
import { childId } from '../../rules/ids';
import { endRequest, openRequest } from '../../rules/requests/record';
import {
  newDecisions,
  openKeys,
  sortApprovals,
  tellAgain,
  toContent,
  toDecision,
  withApprovalId,
  withDecision,
} from '../../rules/runs/approvals';
import { endRun } from '../../rules/runs/end';
import { openEscalationOf } from '../../rules/runs/escalations';
import {
  failureContext,
  guideStep,
  isEmptyResult,
  stepContext,
  takeStep,
  withFailedAttempt,
  withStep,
} from '../../rules/runs/steps';
import { isoTime } from '../../rules/text';
import { startRequestChild, startWithFreeId, childFailure } from '../core/children';
import { stepActivity } from '../core/proxies';
import { checkRun } from './checks';
import {
  endBySystem,
  isHistoryFull,
  isRunning,
  type RunState,
  startChildOfRun,
  shouldContinueAsNew,
} from './state';

const MAX_PAUSE_MS = 60_000;
const MAX_LOST_WORKERS = 20;

type StepArguments = Omit<StepInput, 'signal' | 'attempt'>;

/** Takes one step after another until the agent is done, the run ends otherwise, or it must go on in a new run. */
export async function takeSteps(state: RunState): Promise<void> {
  state.isStepping = true;
  let idle = 0;
  while (isRunning(state) && !(shouldContinueAsNew(state) && state.openChildren === 0)) {
    if (!(await waitUntilUnblocked(state))) break;
    const { run, given } = takeStep(state.record);
    state.update(run);
    const result = await runStepWithRetries(state, given);
    if (result && isRunning(state)) await applyResult(state, result);
    idle = result && isEmptyResult(result) ? idle + 1 : 0;
    if (idle > 0) await waitForNews(state, idle);
  }
  state.isStepping = false;
  state.version++;
}

/** A step that has nothing to do yet is taken again later and later, at most a minute, or as soon as there is news. */
async function waitForNews(state: RunState, idle: number): Promise<void> {
  const hasNews = () =>
    !isRunning(state) ||
    state.record.guidance !== undefined ||
    Object.keys(newDecisions(state.record)).length > 0;
  const { retryAfter = 1_000 } = state.record.plan ?? {};
  await condition(hasNews, Math.min(retryAfter * 2 ** (idle - 1), MAX_PAUSE_MS));
}

/** Waits for the people that the next step waits for. */
async function waitUntilUnblocked(state: RunState): Promise<boolean> {
  const { plan, totals } = state.record;
  if (plan && totals.steps >= plan.maxSteps) {
    failRun(state, 'TooManySteps', `not done after ${plan.maxSteps} steps (maxSteps)`);
    return false;
  }
  state.isBlocked = isBlocked(state);
  state.update(state.record);
  await condition(() => !isRunning(state) || !(openEscalationOf(state.record) ?? isBlocked(state)));
  state.isBlocked = false;
  state.update(state.record);
  return isRunning(state);
}

function isBlocked({ record, waitFor }: RunState): boolean {
  const open = openKeys(record).length > 0;
  if (open && isHistoryFull()) return true;
  if (record.guidance || waitFor === 'none') return false;
  return waitFor === 'all' ? open : open && Object.keys(newDecisions(record)).length === 0;
}

/** What the step answered, after as many attempts as it took; nothing when the run ended first. */
async function runStepWithRetries(state: RunState, first: StepArguments): Promise<StepResult | undefined> {
  const plan = state.record.plan as RunPlan;
  let given = first;
  // Of the attempts since people last said to go on.
  for (let attempt = 1, failed = 0, lost = 0; ; attempt++) {
    try {
      const step = stepActivity(plan, given.step, attempt);
      return await state.stepScope.run(() => step(state.record.agent ?? '', { ...given, attempt }));
    } catch (error) {
      if (!isRunning(state)) return undefined;
      const why = stepFailureText(error);
      // A worker that is restarted is no error of the agent, unless its step brings down one after the other.
      if (isLostWorker(error)) lost++;
      else failed++;
      state.update(withFailedAttempt(state.record, why, Date.now(), { isError: !isLostWorker(error) }));
      await checkRun(state, failureContext(state.record, why));
      const asked = openEscalationOf(state.record) !== undefined;
      await waitUntilResolved(state);
      if (asked) [failed, lost] = [0, 0];
      else if (failed >= plan.maxAttempts || lost >= MAX_LOST_WORKERS || isFinal(error))
        failRun(state, 'StepFailed', `step ${given.step}: ${why}`);
      else await pauseBeforeRetry(state, plan.retryAfter * 2 ** Math.max(0, failed - 1));
      if (!isRunning(state)) return undefined;
      const guided = guideStep(state.record, given);
      state.update(guided.run);
      given = guided.given;
    }
  }
}

/** Waits until no escalation is open, or the run has ended. */
async function waitUntilResolved(state: RunState): Promise<void> {
  await condition(() => !isRunning(state) || !openEscalationOf(state.record));
}

async function pauseBeforeRetry(state: RunState, milliseconds: number): Promise<void> {
  await condition(() => !isRunning(state), Math.min(milliseconds, MAX_PAUSE_MS));
}

/** What a step's answer means for the run: totals, triggers, approvals, the end. */
async function applyResult(state: RunState, result: StepResult): Promise<void> {
  state.update(withStep(state.record, result, Date.now()));
  const { fresh, again, problem } = sortApprovals(state.record, result.approvals ?? []);
  if (problem) return void failRun(state, 'InvalidStepResult', problem);
  await checkRun(state, stepContext(state.record, result));
  // Nobody is asked to approve what a person may be about to stop.
  await waitUntilResolved(state);
  if (!isRunning(state)) return;
  fresh.forEach((asked) => openApproval(state, asked));
  state.update(tellAgain(state.record, again));
  state.waitFor = result.waitFor ?? 'any';
  // With guidance, somebody did not let it be done: the agent goes on with it.
  if (!result.done || state.record.guidance) return;
  const { output } = result;
  const done = { ...state.record, ...(output !== undefined && { output }) };
  state.update(endRun(done, 'completed', Date.now(), { by: 'agent' }));
}

function failRun(state: RunState, name: string, message: string): undefined {
  endBySystem(state, 'failed', { name, message });
}

function stepFailureText(error: unknown): string {
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

/** Opens what a step asked for: each its own child, decided in any order (design, escalations, rule 10). */
function openApproval(state: RunState, asked: StepApproval): void {
  const content = toContent(state.record, asked);
  const id = childId(state.record.id, asked.key);
  const { approvals, totals } = state.record;
  const opened = {
    key: asked.key,
    id,
    contentHash: contentHash(content),
    status: 'pending' as const,
    requestedInStep: totals.steps,
    isReported: false,
  };
  state.update({ ...state.record, approvals: [...approvals, opened] });
  void followApproval(state, asked.key, id, content);
}

/** Takes the child's outcome to the run. Never rejects. */
async function followApproval(
  state: RunState,
  key: string,
  planned: string,
  content: RequestContent,
): Promise<void> {
  state.openChildren++;
  let id = planned;
  const start = (workflowId: string) => startRequestChild({ content }, { workflowId });
  try {
    const child = await startChildOfRun(state, () => startWithFreeId(planned, start));
    id = child.workflowId;
    state.update(withApprovalId(state.record, key, id));
    const record = await child.result();
    state.update(withDecision(state.record, key, toDecision(key, record)));
  } catch (error) {
    state.update(withDecision(state.record, key, toDecision(key, requestWithoutResult(id, content, error))));
  } finally {
    state.openChildren--;
    state.version++;
  }
}

/** A request that could not say how it ended: no consent. */
function requestWithoutResult(id: string, content: RequestContent, error: unknown): RequestRecord {
  const now = Date.now();
  const end = { status: 'cancelled', at: isoTime(now), ...childFailure(error) } as const;
  return endRequest(openRequest(id, content, now), end);
}
