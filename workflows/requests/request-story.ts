import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  workflowInfo,
} from '@temporalio/workflow';
import type { RequestKind } from '../../contract/kind';
import type { Plan } from '../../contract/plan';
import type { RequestRecord } from '../../contract/record';
import type { ApprovalInput } from '../../contract/request';
import { begin } from '../../rules/requests/end-request';
import { openRequest, withPlan } from '../../rules/requests/open-request';
import { carriedOver } from '../carried-over';
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
import { notifyOfRequest } from '../notify';
import { handleMessages } from './messages';
import { escalateIfDue, takeResolution } from './request-escalation';
import { show } from './show';

/** Past this many signals in one run the story goes on in a new one: the server takes 10,000 for a run and no more. */
const SIGNALS_PER_RUN = 2_000;

/** What makes the kinds of request differ: who may decide, and how that is found out. */
export interface Planned {
  kind: RequestKind;
  plan: (input: ApprovalInput) => Promise<Plan>;
}

/**
 * One request, from the question to its end. The non-cancellable scope is there because being cancelled from
 * Temporal's side is one way to end among others, and is recorded like them.
 */
export async function requestStory(
  { kind, plan }: Planned,
  input: ApprovalInput,
  given: RequestRecord | undefined,
): Promise<RequestRecord> {
  const { workflowId, startTime } = workflowInfo();
  const carried = carriedOver(given);
  const desk = openDesk(
    carried ??
      openRequest(workflowId, input.content, startTime.getTime(), { kind, confirmation: input.confirmation }),
  );
  handleMessages(desk.inbox, () => desk.record);

  return CancellationScope.nonCancellable(async () => {
    if (!desk.record.plan) desk.record = withPlan(desk.record, await plan(input));
    void wakeAtDeadline(desk);
    await resolveTeams(desk);
    if (!carried) desk.record = begin(desk.record, Date.now());
    show(carried, desk.record);
    await notifyOfRequest(carried, desk.record);

    while (desk.record.status === 'pending') {
      await condition(() => somethingHappened(desk));
      const before = desk.record;
      await judgeWaiting(desk);
      takeResolution(desk);
      endFromOutside(desk);
      escalateIfDue(desk);
      show(before, desk.record);
      await notifyOfRequest(before, desk.record);
      if (isFlooded(desk)) await goOnInNewRun(input, desk);
    }
    answerTheRest(desk);
    await condition(allHandlersFinished);
    return desk.record;
  });
}

function somethingHappened(desk: Desk): boolean {
  return (
    desk.inbox.queue.length > 0 || desk.cancelledInTemporal || desk.resolved !== undefined || isDue(desk)
  );
}

/** An open escalation is a child, which a new run would lose: the request goes on in this one until it has ended. */
function isFlooded({ record, inbox, hasChild }: Desk): boolean {
  if (record.status !== 'pending' || hasChild) return false;
  return inbox.signalsSeen() >= SIGNALS_PER_RUN || workflowInfo().continueAsNewSuggested;
}

async function goOnInNewRun(input: ApprovalInput, { record, inbox }: Desk): Promise<void> {
  await condition(allHandlersFinished);
  // Continues as its own workflow type, whichever that is.
  if (inbox.queue.length === 0) await continueAsNew<WorkflowOfRequest>(input, record);
}

type WorkflowOfRequest = (input: ApprovalInput, carried?: RequestRecord) => Promise<RequestRecord>;
