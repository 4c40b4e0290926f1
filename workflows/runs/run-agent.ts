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
 * One execution of an agent. Hosted, its steps are activities of this worker; attached, an agent elsewhere reports to it.
 * Its result is its record: an aborted, cancelled or failed run completes its workflow too.
 *
 * @param sent the workflow's arguments: its agent and input, and the record so far when a long run goes on as a new one
 */
export async function hitlAgentRun(...sent: RawValue[]): Promise<RunRecord> {
  const { workflowId, startTime } = workflowInfo();
  refuseReservedId();
  const input = readStartArgument(RunStartSchema, sent);
  const state = openRunState(openRun(workflowId, input, startTime.getTime()));
  const alarm = createWakeTimer();
  state.isReady = false;
  const late = handleRunMessages(state);
  const isQuiet = () => allHandlersFinished() && late.underWay === 0;

  return CancellationScope.nonCancellable(async () => {
    const carried = isContinued() ? await continuedState<RunRecord>(sent, late) : undefined;
    if (carried) state.update(carried);
    state.isReady = true;
    await planIfNeeded(state, input);
    showRun(state.record, state.record);
    if (isRunning(state) && state.record.form === 'hosted') void takeSteps(state);

    while (isRunning(state)) {
      alarm.setAtLatest(wakeTimeOf(state), 'the clock of the run');
      await waitForChange(state, alarm);
      endIfCancelled(state);
      await watchClock(state);
      showRun(state.record, state.record);
      if (await canContinueAsNew(state, isQuiet)) await continueInNewRun(state, input, late);
    }
    await closeChildren(state);
    showRun(carried, state.record);
    await condition(isQuiet);
    return boundedRun(state.record);
  });
}

/** What the config says of this run; an agent that it does not name ends the run with a clear word. */
async function planIfNeeded(state: RunState, input: RunInput): Promise<void> {
  if (state.record.plan) return;
  const { plan, error } = await planRun(input);
  if (plan) return state.update({ ...state.record, plan });
  endBySystem(state, 'failed', error);
}

/** A change, the clock, or a timer that came early and must be set again. */
async function waitForChange(state: RunState, alarm: WakeTimer): Promise<void> {
  const seen = state.version;
  const rings = () => Date.now() >= wakeTimeOf(state) || (!alarm.isSet() && wakeTimeOf(state) !== Infinity);
  await condition(() => state.version !== seen || state.cancelledInTemporal || rings());
}

/** What the run still has open ends with it: its step, its children, and the requests made elsewhere in its name. */
async function closeChildren(state: RunState): Promise<void> {
  state.stepScope.cancel();
  state.childScope.cancel();
  await condition(() => state.openChildren === 0 && !state.isStepping);
  const { id, status } = state.record;
  if (status !== 'completed') await cancelRequestsOfRun(id, `run ${id} was ${status}`);
}

/** Whether a new run of the workflow may begin: not while a child is open, which it would lose (design, escalations, rule 11). */
async function canContinueAsNew(state: RunState, isQuiet: () => boolean): Promise<boolean> {
  const isFree = () => state.openChildren === 0 && !state.isStepping;
  if (!isRunning(state) || !shouldContinueAsNew(state) || !isFree()) return false;
  const isWanted = () => !isRunning(state) || state.cancelledInTemporal || Date.now() >= wakeTimeOf(state);
  await condition(() => isQuiet() || isWanted());
  return isQuiet() && isRunning(state) && isFree() && !state.cancelledInTemporal;
}

async function continueInNewRun(state: RunState, input: RunInput, late: LateAnswers<unknown>): Promise<void> {
  // The record has it, and Temporal takes 2 MB for both.
  const { input: _carried, ...rest } = input;
  await continueWithState(rest, boundedRun(state.record), late);
}

/** What the Temporal UI and lists see. Only the end is upserted: all else of a run's attributes is known at its start. */
export function showRun(before: RunRecord | undefined, after: RunRecord): void {
  setCurrentDetails(describeRun(after));
  if (after.status !== (before?.status ?? 'running'))
    upsertSearchAttributes([keywordAttribute('HitlStatus', after.status)]);
}
