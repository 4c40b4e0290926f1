import type { RawValue } from '@temporalio/common';
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { RunInput, RunRecord } from '../../contract/run';
import { RunStartSchema } from '../../contract/start';
import { describeRun } from '../../rules/runs/details';
import { boundedRun, openRun } from '../../rules/runs/record';
import { keywordAttribute } from '../core/attributes';
import type { LateAnswers } from '../core/late-answers';
import { cancelRequestsOf, planRun } from '../core/proxies';
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
  const desk = openRunState(openRun(workflowId, input, startTime.getTime()));
  const alarm = createWakeTimer();
  desk.isReady = false;
  const late = handleRunMessages(desk);
  const isQuiet = () => allHandlersFinished() && late.underWay === 0;

  return CancellationScope.nonCancellable(async () => {
    const carried = isContinued() ? await continuedState<RunRecord>(sent, late) : undefined;
    if (carried) desk.update(carried);
    desk.isReady = true;
    await planIfNeeded(desk, input);
    showRun(desk.record, desk.record);
    if (isRunning(desk) && desk.record.form === 'hosted') void takeSteps(desk);

    while (isRunning(desk)) {
      alarm.setAtLatest(wakeTimeOf(desk), 'the clock of the run');
      await waitForChange(desk, alarm);
      endIfCancelled(desk);
      await watchClock(desk);
      showRun(desk.record, desk.record);
      if (await canContinueAsNew(desk, isQuiet)) await continueInNewRun(desk, input, late);
    }
    await closeChildren(desk);
    showRun(carried, desk.record);
    await condition(isQuiet);
    return boundedRun(desk.record);
  });
}

/** What the config says of this run; an agent that it does not name ends the run with a clear word. */
async function planIfNeeded(desk: RunState, input: RunInput): Promise<void> {
  if (desk.record.plan) return;
  const { plan, error } = await planRun(input);
  if (plan) return desk.update({ ...desk.record, plan });
  endBySystem(desk, 'failed', error);
}

/** A change, the clock, or a timer that came early and must be set again. */
async function waitForChange(desk: RunState, alarm: WakeTimer): Promise<void> {
  const seen = desk.version;
  const rings = () => Date.now() >= wakeTimeOf(desk) || (!alarm.isSet() && wakeTimeOf(desk) !== Infinity);
  await condition(() => desk.version !== seen || desk.cancelledInTemporal || rings());
}

/** What the run still has open ends with it: its step, its children, and the requests made elsewhere in its name. */
async function closeChildren(desk: RunState): Promise<void> {
  desk.stepScope.cancel();
  desk.childScope.cancel();
  await condition(() => desk.openChildren === 0 && !desk.isStepping);
  const { id, status } = desk.record;
  if (status !== 'completed') await cancelRequestsOf(id, `run ${id} was ${status}`);
}

/** Whether a new run of the workflow may begin: not while a child is open, which it would lose (design, escalations, rule 11). */
async function canContinueAsNew(desk: RunState, isQuiet: () => boolean): Promise<boolean> {
  const isFree = () => desk.openChildren === 0 && !desk.isStepping;
  if (!isRunning(desk) || !shouldContinueAsNew(desk) || !isFree()) return false;
  const isWanted = () => !isRunning(desk) || desk.cancelledInTemporal || Date.now() >= wakeTimeOf(desk);
  await condition(() => isQuiet() || isWanted());
  return isQuiet() && isRunning(desk) && isFree() && !desk.cancelledInTemporal;
}

async function continueInNewRun(desk: RunState, input: RunInput, late: LateAnswers<unknown>): Promise<void> {
  // The record has it, and Temporal takes 2 MB for both.
  const { input: _carried, ...rest } = input;
  await continueWithState(rest, boundedRun(desk.record), late);
}

/** What the Temporal UI and lists see. Only the end is upserted: all else of a run's attributes is known at its start. */
export function showRun(before: RunRecord | undefined, after: RunRecord): void {
  setCurrentDetails(describeRun(after));
  if (after.status !== (before?.status ?? 'running'))
    upsertSearchAttributes([keywordAttribute('HitlStatus', after.status)]);
}
