import type { RawValue } from '@temporalio/common';
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { type RunInput, type RunRecord, RunStartSchema } from '../../contract/run';
import { describeRun } from '../../rules/runs/details';
import { boundedRun, openRun } from '../../rules/runs/record';
import { keywordAttribute } from '../core/attributes';
import type { LateAnswers } from '../core/late-answers';
import { cancelRequestsOfRun, planRun } from '../core/proxies';
import {
  continuedState,
  continueWithState,
  isContinued,
  readStartArgument,
  refuseReservedId,
} from '../core/start-arguments';
import { type WakeTimer, createWakeTimer } from '../core/wake-timer';
import { wakeTimeOf, watchClock } from './checks';
import { handleRunMessages } from './messages';
import {
  endBySystem,
  endIfCancelled,
  isRunning,
  openRunState,
  type RunState,
  shouldContinueAsNew,
} from './state';
import { takeSteps } from './take-steps';

/**
 * The workflow of one agent run. The steps of a hosted run are activities of this worker; an attached run gets reports from an
 * agent elsewhere. Its result is its record. An aborted, cancelled or failed run also completes its workflow.
 *
 * @param sent the raw arguments: the input and, after continue-as-new, the record so far and the late answers
 */
export async function hitlAgentRun(...sent: RawValue[]): Promise<RunRecord> {
  const { workflowId, startTime } = workflowInfo();
  refuseReservedId();
  const input = readStartArgument(RunStartSchema, sent);
  const state = openRunState(openRun(workflowId, input, startTime.getTime()));
  const wakeTimer = createWakeTimer();
  state.isReady = false;
  const late = handleRunMessages(state);
  const isQuiet = () => allHandlersFinished() && late.underWay === 0;

  return CancellationScope.nonCancellable(async () => {
    const continued = isContinued() ? await continuedState<RunRecord>(sent, late) : undefined;
    if (continued) state.update(continued);
    state.isReady = true;
    await planIfNeeded(state, input);
    showRun(state.record, state.record);
    if (isRunning(state) && state.record.form === 'hosted') void takeSteps(state);

    while (isRunning(state)) {
      wakeTimer.setAtLatest(wakeTimeOf(state), 'Next check of the run');
      await waitForChange(state, wakeTimer);
      endIfCancelled(state);
      await watchClock(state, wakeTimer.reached());
      showRun(state.record, state.record);
      if (await canContinueAsNew(state, isQuiet)) await continueInNewRun(state, input, late);
    }
    await closeChildren(state);
    showRun(continued, state.record);
    await condition(isQuiet);
    return boundedRun(state.record);
  });
}

/** Plans the run from the config. A run with an unknown agent fails with an error. */
async function planIfNeeded(state: RunState, input: RunInput): Promise<void> {
  if (state.record.plan) return;
  const { plan, error } = await planRun(input);
  if (plan) return state.update({ ...state.record, plan });
  endBySystem(state, 'failed', error);
}

/** Waits for a change of the run or for the timer, which may fire before the wake time and is then set again. */
async function waitForChange(state: RunState, wakeTimer: WakeTimer): Promise<void> {
  const seen = state.version;
  const isTime = () => !wakeTimer.isSet() && wakeTimeOf(state) !== Infinity;
  await condition(() => state.version !== seen || state.cancelledInTemporal || isTime());
}

/** Cancels what is still open at the end of the run: its step, its children, and requests made elsewhere for it. */
async function closeChildren(state: RunState): Promise<void> {
  state.stepScope.cancel();
  state.childScope.cancel();
  await condition(() => state.openChildren === 0 && !state.isStepping);
  const { id, status } = state.record;
  if (status !== 'completed') await cancelRequestsOfRun(id, `run ${id} was ${status}`);
}

/** Whether to continue as new. Not while a child is open, since a new run would lose it (design escalation rule 11). */
async function canContinueAsNew(state: RunState, isQuiet: () => boolean): Promise<boolean> {
  const isFree = () => state.openChildren === 0 && !state.isStepping;
  if (!isRunning(state) || !shouldContinueAsNew(state) || !isFree()) return false;
  const mustGoOn = () => !isRunning(state) || state.cancelledInTemporal || Date.now() >= wakeTimeOf(state);
  await condition(() => isQuiet() || mustGoOn());
  return isQuiet() && isRunning(state) && isFree() && !state.cancelledInTemporal;
}

async function continueInNewRun(state: RunState, input: RunInput, late: LateAnswers<unknown>): Promise<void> {
  // The record also has the input. Both together could be too large for Temporal (2 MB).
  const { input: _input, ...rest } = input;
  await continueWithState(rest, boundedRun(state.record), late);
}

/** Shows the run in the Temporal UI and in lists. It upserts only the end: the other attributes are known at the start. */
export function showRun(before: RunRecord | undefined, after: RunRecord): void {
  setCurrentDetails(describeRun(after));
  if (after.status !== (before?.status ?? 'running'))
    upsertSearchAttributes([keywordAttribute('HitlStatus', after.status)]);
}
