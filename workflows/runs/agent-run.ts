import { allHandlersFinished, CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { RawValue } from '@temporalio/common';
import type { RunInput, RunRecord } from '../../contract/run';
import { RunStartSchema } from '../../contract/start';
import { bounded } from '../../rules/runs/run-bounds';
import { openRun } from '../../rules/runs/open-run';
import { type Alarm, createAlarm } from '../alarm';
import type { LateAnswers } from '../late-answers';
import { cancelRequestsOf, planRun } from '../proxies';
import { continuedState, handOn, isContinued, readStart, refuseReservedId } from '../start';
import { endBySystem } from './end-by-system';
import { alarmTime, watchClock } from './run-check';
import { endFromOutside, isRunning, openRunDesk, type RunDesk, wantsNewRun } from './run-desk';
import { handleRunMessages } from './run-messages';
import { takeSteps } from './run-steps';
import { showRun } from './show-run';

/**
 * One execution of an agent. Hosted, its steps are activities of this worker; attached, an agent elsewhere reports to it.
 * Its result is its record: an aborted, cancelled or failed run completes its workflow too.
 *
 * @param sent the workflow's arguments: its agent and input, and the record so far when a long run goes on as a new one
 */
export async function hitlAgentRun(...sent: RawValue[]): Promise<RunRecord> {
  const { workflowId, startTime } = workflowInfo();
  refuseReservedId();
  const input = readStart(RunStartSchema, sent);
  const desk = openRunDesk(openRun(workflowId, input, startTime.getTime()));
  const alarm = createAlarm();
  desk.isReady = false;
  const late = handleRunMessages(desk);
  const isQuiet = () => allHandlersFinished() && late.underWay === 0;

  return CancellationScope.nonCancellable(async () => {
    const carried = isContinued() ? await continuedState<RunRecord>(sent, late) : undefined;
    if (carried) desk.update(carried);
    desk.isReady = true;
    await planTheRun(desk, input);
    showRun(desk.record, desk.record);
    if (isRunning(desk) && desk.record.form === 'hosted') void takeSteps(desk);

    while (isRunning(desk)) {
      alarm.setAtLatest(alarmTime(desk), 'the clock of the run');
      await somethingHappens(desk, alarm);
      endFromOutside(desk);
      await watchClock(desk);
      showRun(desk.record, desk.record);
      if (await isFreeForNewRun(desk, isQuiet)) await goOnInNewRun(desk, input, late);
    }
    await closeChildren(desk);
    showRun(carried, desk.record);
    await condition(isQuiet);
    return bounded(desk.record);
  });
}

/** What the config says of this run; an agent that it does not name ends the run with a clear word. */
async function planTheRun(desk: RunDesk, input: RunInput): Promise<void> {
  if (desk.record.plan) return;
  const { plan, error } = await planRun(input);
  if (plan) return desk.update({ ...desk.record, plan });
  endBySystem(desk, 'failed', error);
}

/** A change, the clock, or a timer that came early and must be set again. */
async function somethingHappens(desk: RunDesk, alarm: Alarm): Promise<void> {
  const seen = desk.version;
  const rings = () => Date.now() >= alarmTime(desk) || (!alarm.isSet() && alarmTime(desk) !== Infinity);
  await condition(() => desk.version !== seen || desk.cancelledInTemporal || rings());
}

/** What the run still has open ends with it: its step, its children, and the requests made elsewhere in its name. */
async function closeChildren(desk: RunDesk): Promise<void> {
  desk.working.cancel();
  desk.children.cancel();
  await condition(() => desk.openChildren === 0 && !desk.stepping);
  const { id, status } = desk.record;
  if (status !== 'completed') await cancelRequestsOf(id, `run ${id} was ${status}`);
}

/** Whether a new run of the workflow may begin: not while a child is open, which it would lose (design, escalations, rule 11). */
async function isFreeForNewRun(desk: RunDesk, isQuiet: () => boolean): Promise<boolean> {
  const isFree = () => desk.openChildren === 0 && !desk.stepping;
  if (!isRunning(desk) || !wantsNewRun(desk) || !isFree()) return false;
  const isWanted = () => !isRunning(desk) || desk.cancelledInTemporal || Date.now() >= alarmTime(desk);
  await condition(() => isQuiet() || isWanted());
  return isQuiet() && isRunning(desk) && isFree() && !desk.cancelledInTemporal;
}

async function goOnInNewRun(desk: RunDesk, input: RunInput, late: LateAnswers<unknown>): Promise<void> {
  // The record has it, and Temporal takes 2 MB for both.
  const { input: _carried, ...rest } = input;
  await handOn(rest, bounded(desk.record), late);
}
