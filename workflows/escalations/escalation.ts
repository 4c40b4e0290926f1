import { allHandlersFinished, CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { RawValue } from '@temporalio/common';
import type { EscalationRecord } from '../../contract/escalation';
import { EscalationStartSchema } from '../../contract/start';
import { isOpenEscalation } from '../../rules/escalations/end-escalation';
import { nextAt } from '../../rules/escalations/ladder';
import { openEscalation } from '../../rules/escalations/open-escalation';
import { isUnresolved } from '../../rules/escalations/who-is-who';
import { createAlarm } from '../alarm';
import { notifyOfEscalation } from '../notify';
import { continuedState, isContinued, readStart, refuseReservedId } from '../start';
import {
  answerTheRest,
  climbLadder,
  endFromOutside,
  goOnInNewRun,
  hasWork,
  isFlooded,
  judgeWaiting,
  openEscalationDesk,
  planLadder,
} from './escalation-desk';
import { handleEscalationMessages } from './escalation-messages';
import { askAboutLadder, takeAnswers } from './look-up';
import { showEscalation } from './show-escalation';

/**
 * One escalation, from what is wrong to its resolution: its level's assignees are asked, then the next level's, until
 * somebody resolves it or the ladder ends. Its result is its record.
 *
 * @param sent the workflow's arguments: what is wrong, and the record so far when a flooded run goes on as a new one
 */
export function hitlEscalation(...sent: RawValue[]): Promise<EscalationRecord> {
  const { workflowId, startTime, parent } = workflowInfo();
  // A child has its derived id rightly.
  if (!parent) refuseReservedId();
  const input = readStart(EscalationStartSchema, sent);
  const desk = openEscalationDesk(openEscalation(workflowId, input, startTime.getTime()));
  const alarm = createAlarm();
  handleEscalationMessages(desk);

  return CancellationScope.nonCancellable(async () => {
    const carried = isContinued() ? await continuedState<EscalationRecord>(sent, desk.inbox.late) : undefined;
    if (carried) desk.record = carried;
    else await planLadder(desk, input);
    desk.isBusy = false;

    let shown = carried;
    const tell = () => {
      const before = shown;
      shown = desk.record;
      showEscalation(before, shown);
      return notifyOfEscalation(before, shown);
    };
    // Waiting for something that is already done would cost several promises.
    const told = tell();
    if (told) await told;
    // A name that cannot be looked up stays unknown; that ends no escalation.
    if (isUnresolved(desk.record)) askAboutLadder(desk).catch(() => {});

    // An Update may be judged while people are told: that is news to tell, too.
    while (isOpenEscalation(desk.record) || desk.record !== shown) {
      const next = nextAt(desk.record) ?? Infinity;
      // To cancel a timer is an event; at the end it is left to run out.
      if (isOpenEscalation(desk.record)) alarm.set(next, `${desk.record.status} at ${desk.record.level}`);
      // Once the handlers have finished, so that the workflow need not wait for them before it ends.
      await condition(() => allHandlersFinished() && (desk.record !== shown || hasWork(desk)));
      takeAnswers(desk);
      const judged = judgeWaiting(desk);
      if (judged) await judged;
      climbLadder(desk);
      endFromOutside(desk);
      const toldAgain = tell();
      if (toldAgain) await toldAgain;
      if (isFlooded(desk)) await goOnInNewRun(input, desk, shown);
    }
    answerTheRest(desk);
    if (!allHandlersFinished()) await condition(allHandlersFinished);
    return desk.record;
  });
}
