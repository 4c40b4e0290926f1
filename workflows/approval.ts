import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  workflowInfo,
} from '@temporalio/workflow';
import type { RequestRecord } from '../contract/record';
import type { ApprovalInput } from '../contract/request';
import { begin } from '../rules/end-request';
import { openRequest, withPlan } from '../rules/open-request';
import {
  answerTheRest,
  type Desk,
  endFromOutside,
  isDue,
  judgeWaiting,
  openDesk,
  resolveTeams,
  wakeAtDeadline,
} from './desk';
import { handleMessages } from './messages';
import { planRequest } from './proxies';
import { show } from './show';

/** Past this many signals in one run the story goes on in a new one: the server takes 10,000 for a run and no more. */
const SIGNALS_PER_RUN = 2_000;

/**
 * One request for approval, from the question to its end. Its result is its record: a rejected or expired request
 * completes too. The non-cancellable scope is there because being cancelled from Temporal's side is one way to end
 * among others, and is recorded like them.
 *
 * @param carried the record so far, when a flooded run goes on as a new one
 */
export async function hitlApproval(input: ApprovalInput, carried?: RequestRecord): Promise<RequestRecord> {
  const { workflowId, startTime } = workflowInfo();
  const desk = openDesk(carried ?? openRequest(workflowId, input.content, startTime.getTime()));
  handleMessages(desk.inbox, () => desk.record);

  return CancellationScope.nonCancellable(async () => {
    if (!desk.record.plan) desk.record = withPlan(desk.record, await planRequest(input.content));
    void wakeAtDeadline(desk);
    await resolveTeams(desk);
    if (!carried) desk.record = begin(desk.record, Date.now());
    show(carried, desk.record);

    while (desk.record.status === 'pending') {
      await condition(() => desk.inbox.queue.length > 0 || desk.cancelledInTemporal || isDue(desk));
      const before = desk.record;
      await judgeWaiting(desk);
      endFromOutside(desk);
      show(before, desk.record);
      if (desk.record.status === 'pending' && isFlooded(desk.inbox.signalsSeen()))
        await goOnInNewRun(input, desk);
    }
    answerTheRest(desk);
    await condition(allHandlersFinished);
    return desk.record;
  });
}

function isFlooded(signals: number): boolean {
  return signals >= SIGNALS_PER_RUN || workflowInfo().continueAsNewSuggested;
}

async function goOnInNewRun(input: ApprovalInput, { record, inbox }: Desk): Promise<void> {
  await condition(allHandlersFinished);
  if (inbox.queue.length === 0) await continueAsNew<typeof hitlApproval>(input, record);
}
