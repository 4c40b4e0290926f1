import { allHandlersFinished, CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { RawValue } from '@temporalio/common';
import type { RequestKind } from '../../contract/kind';
import type { Plan } from '../../contract/plan';
import type { RequestRecord } from '../../contract/record';
import type { ApprovalInput } from '../../contract/request';
import { RequestStartSchema } from '../../contract/start';
import { begin } from '../../rules/requests/end-request';
import { openRequest, withPlan } from '../../rules/requests/open-request';
import {
  answerTheRest,
  type Desk,
  endFromOutside,
  isDue,
  judgeWaiting,
  lacksTeams,
  openDesk,
  resolveTeams,
  wakeAtDeadline,
} from './desk';
import { notifyOfRequest } from '../notify';
import { continuedState, handOn, isContinued, readStart, refuseReservedId } from '../start';
import { handleMessages } from './messages';
import { escalateIfDue, takeResolution } from './request-escalation';
import { show } from './show';

/** Past this many signals in one run the story goes on in a new one: the server takes 10,000 for a run and no more. */
const SIGNALS_PER_RUN = 2_000;
/** And past this size: at 50 MB Temporal terminates the workflow. Signals of any name add up to 2 MB each. */
const MAX_HISTORY_BYTES = 8 * 1024 * 1024;

/** What makes the kinds of request differ: who may decide, and how that is found out. */
export interface Planned {
  kind: RequestKind;
  plan: (input: ApprovalInput) => Promise<Plan>;
}

/**
 * One request, from the question to its end. The non-cancellable scope is there because being cancelled from
 * Temporal's side is one way to end among others, and is recorded like them.
 *
 * @param sent the workflow's arguments: the request, and the record so far when the story goes on in a new run
 */
export function requestStory({ kind, plan }: Planned, sent: RawValue[]): Promise<RequestRecord> {
  const { workflowId, startTime } = workflowInfo();
  const startedAt = Date.now();
  refuseReservedId();
  const input = readStart(RequestStartSchema, sent);
  const { content, confirmation } = input;
  const desk = openDesk(openRequest(workflowId, content, startTime.getTime(), { kind, confirmation }));
  handleMessages(desk.inbox, () => desk.record);

  return CancellationScope.nonCancellable(async () => {
    const carried = isContinued() ? await continuedState<RequestRecord>(sent, desk.inbox.late) : undefined;
    if (carried) desk.record = carried;
    if (!desk.record.plan) desk.record = withPlan(desk.record, await plan(input));
    wakeAtDeadline(desk, startedAt);
    if (lacksTeams(desk)) await resolveTeams(desk);
    if (!carried) desk.record = begin(desk.record, Date.now());
    desk.isBusy = desk.record.plan?.teams === undefined;

    let shown = carried;
    const tell = () => {
      const before = shown;
      shown = desk.record;
      show(before, shown);
      return notifyOfRequest(before, shown);
    };
    // Waiting for something that is already done would cost several promises.
    const told = tell();
    if (told) await told;

    // An Update may be judged while people are told: that is news to tell, too.
    while (desk.record.status === 'pending' || desk.record !== shown) {
      // Once the handlers have finished, so that the workflow need not wait for them before it ends.
      await condition(() => allHandlersFinished() && (desk.record !== shown || somethingHappened(desk)));
      const wokenAt = Date.now();
      const judged = judgeWaiting(desk);
      if (judged) await judged;
      takeResolution(desk);
      endFromOutside(desk);
      escalateIfDue(desk, wokenAt);
      const toldAgain = tell();
      if (toldAgain) await toldAgain;
      if (isFlooded(desk)) await goOnInNewRun(input, desk, shown);
    }
    answerTheRest(desk);
    if (!allHandlersFinished()) await condition(allHandlersFinished);
    return desk.record;
  });
}

function somethingHappened(desk: Desk): boolean {
  return (
    desk.inbox.waiting.length > 0 ||
    desk.cancelledInTemporal ||
    desk.resolved !== undefined ||
    isDue(desk) ||
    isFlooded(desk)
  );
}

/** An open escalation is a child, which a new run would lose: the request goes on in this one until it has ended. */
function isFlooded({ record, inbox, hasChild }: Desk): boolean {
  if (record.status !== 'pending' || hasChild || inbox.waiting.length > 0) return false;
  const { continueAsNewSuggested, historySize } = workflowInfo();
  return inbox.signalsSeen() >= SIGNALS_PER_RUN || continueAsNewSuggested || historySize >= MAX_HISTORY_BYTES;
}

/** @param shown the record that everybody was told of: what came after it must be told first */
async function goOnInNewRun(input: ApprovalInput, desk: Desk, shown?: RequestRecord): Promise<void> {
  await condition(allHandlersFinished);
  if (desk.inbox.waiting.length > 0 || desk.record !== shown) return;
  await handOn(input, desk.record, desk.inbox.late);
}
