import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { condition } from '@temporalio/workflow';
import { defined } from '../../contract/defined';
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
  reportAgain,
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

/** Runs one step after another until the agent is done, the run ends, or the workflow must continue as new. */
export async function takeSteps(state: RunState): Promise<void> {
  state.isStepping = true;
  let emptySteps = 0;
  while (isRunning(state) && !(shouldContinueAsNew(state) && state.openChildren === 0)) {
    if (!(await waitUntilUnblocked(state))) break;
    const { run, input } = takeStep(state.record);
    state.update(run);
    const answer = await runStepWithRetries(state, input);
    if (answer && isRunning(state)) await applyResult(state, answer);
    emptySteps = answer && isEmptyResult(answer.result) ? emptySteps + 1 : 0;
    if (emptySteps > 0) await waitForNews(state, emptySteps);
  }
  state.isStepping = false;
  state.version++;
}

/** Waits after a step that had nothing to do: with a growing pause of at most a minute, or until there is a decision or guidance. */
async function waitForNews(state: RunState, emptySteps: number): Promise<void> {
  const hasNews = () =>
    !isRunning(state) ||
    state.record.guidance !== undefined ||
    Object.keys(newDecisions(state.record)).length > 0;
  const { retryAfter = 1_000 } = state.record.plan ?? {};
  await condition(hasNews, Math.min(retryAfter * 2 ** (emptySteps - 1), MAX_PAUSE_MS));
}

/** Waits for people before the next step, if necessary. Returns false if the run has ended. */
async function waitUntilUnblocked(state: RunState): Promise<boolean> {
  const { plan, totals } = state.record;
  if (plan && totals.steps >= plan.maxSteps) {
    failRun(state, 'TooManySteps', `the agent was not done after ${plan.maxSteps} steps (maxSteps)`);
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

interface StepAnswer {
  result: StepResult;
  /** When the attempt that answered began. */
  startedAt: number;
}

/** The answer of the step, after retries; nothing if the run ended first. */
async function runStepWithRetries(state: RunState, first: StepArguments): Promise<StepAnswer | undefined> {
  const plan = state.record.plan as RunPlan;
  let input = first;
  // `failed` and `lost` count the attempts since people last resolved an escalation.
  for (let attempt = 1, failed = 0, lost = 0; ; attempt++) {
    const startedAt = Date.now();
    try {
      const step = stepActivity(plan, input.step, attempt);
      const result = await state.stepScope.run(() => step(state.record.agent ?? '', { ...input, attempt }));
      return { result, startedAt };
    } catch (error) {
      if (!isRunning(state)) return undefined;
      const why = stepFailureText(error);
      // A restarted worker is not an error of the agent, unless the step kills one worker after the other.
      if (isLostWorker(error)) lost++;
      else failed++;
      const isError = !isLostWorker(error);
      state.update(withFailedAttempt(state.record, why, Date.now(), { startedAt, isError }));
      await checkRun(state, failureContext(state.record, why));
      const hasEscalated = openEscalationOf(state.record) !== undefined;
      await waitUntilResolved(state);
      if (hasEscalated) [failed, lost] = [0, 0];
      else if (failed >= plan.maxAttempts || lost >= MAX_LOST_WORKERS || isFinal(error))
        failRun(state, 'StepFailed', `step ${input.step}: ${why}`);
      else await pauseBeforeRetry(state, plan.retryAfter * 2 ** Math.max(0, failed - 1));
      if (!isRunning(state)) return undefined;
      const guided = guideStep(state.record, input);
      state.update(guided.run);
      input = guided.input;
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

/** Applies the result of a step to the run: totals, triggers, approvals, the end. */
async function applyResult(state: RunState, { result, startedAt }: StepAnswer): Promise<void> {
  state.update(withStep(state.record, result, Date.now(), startedAt));
  const { fresh, again, problem } = sortApprovals(state.record, result.approvals ?? []);
  if (problem) return void failRun(state, 'InvalidStepResult', problem);
  await checkRun(state, stepContext(state.record, result));
  // Request no approvals while an escalation is open: its resolution may end the run.
  await waitUntilResolved(state);
  if (!isRunning(state)) return;
  fresh.forEach((approval) => openApproval(state, approval));
  state.update(reportAgain(state.record, again));
  state.waitFor = result.waitFor ?? 'any';
  // With guidance a person has modified the run, so the agent must take another step.
  if (!result.done || state.record.guidance) return;
  const { output } = result;
  const done = { ...state.record, ...defined({ output }) };
  state.update(endRun(done, 'completed', Date.now(), { by: 'agent' }));
}

function failRun(state: RunState, name: string, message: string): undefined {
  endBySystem(state, 'failed', { name, message });
}

function stepFailureText(error: unknown): string {
  if (isLostWorker(error)) return 'the worker was lost';
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) return 'the step took longer than stepTimeout';
  return cause instanceof Error ? cause.message : String(cause);
}

/** Whether the worker was killed or shut down before the step was done. */
function isLostWorker(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) return cause.timeoutType === 'HEARTBEAT';
  return cause instanceof ApplicationFailure && cause.type === 'WorkerShutdown';
}

function isFinal(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.nonRetryable === true;
}

/** Requests an approval of a step as a child. Approvals are decided in any order (design escalation rule 10). */
function openApproval(state: RunState, approval: StepApproval): void {
  const content = toContent(state.record, approval);
  const id = childId(state.record.id, approval.key);
  const { approvals, totals } = state.record;
  const opened = {
    key: approval.key,
    id,
    contentHash: contentHash(content),
    status: 'pending' as const,
    requestedInStep: totals.steps,
    isReported: false,
  };
  state.update({ ...state.record, approvals: [...approvals, opened] });
  void followApproval(state, approval.key, id, content);
}

/** Starts the child and applies its outcome to the run. Never rejects. */
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

/** The record of a request without a result. It counts as cancelled, which is not consent. */
function requestWithoutResult(id: string, content: RequestContent, error: unknown): RequestRecord {
  const now = Date.now();
  const end = { status: 'cancelled', at: isoTime(now), ...childFailure(error) } as const;
  return endRequest(openRequest(id, content, now), end);
}
