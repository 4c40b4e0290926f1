import { allHandlersFinished, CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { EscalationInput, EscalationRecord } from '../../contract/escalation';
import { isOpenEscalation } from '../../rules/escalations/end-escalation';
import { nextAt } from '../../rules/escalations/ladder';
import { openEscalation } from '../../rules/escalations/open-escalation';
import { createAlarm } from '../alarm';
import { carriedOver } from '../carried-over';
import { notifyOfEscalation } from '../notify';
import {
  answerTheRest,
  climbLadder,
  endFromOutside,
  goOnInNewRun,
  hasWork,
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
 * @param given the record so far, when a flooded run goes on as a new one
 */
export async function hitlEscalation(
  input: EscalationInput,
  given?: EscalationRecord,
): Promise<EscalationRecord> {
  const { workflowId, startTime } = workflowInfo();
  const carried = carriedOver(given);
  const desk = openEscalationDesk(carried ?? openEscalation(workflowId, input, startTime.getTime()));
  const alarm = createAlarm();
  handleEscalationMessages(desk);

  return CancellationScope.nonCancellable(async () => {
    if (!carried) await planLadder(desk, input);
    showEscalation(carried, desk.record);
    await notifyOfEscalation(carried, desk.record);
    // Whoever cannot be looked up stays unknown; that ends no escalation.
    askAboutLadder(desk).catch(() => {});

    while (isOpenEscalation(desk.record)) {
      const next = nextAt(desk.record) ?? Infinity;
      alarm.set(next, `${desk.record.status} at ${desk.record.level}`);
      await condition(() => hasWork(desk));
      const before = desk.record;
      takeAnswers(desk);
      await judgeWaiting(desk);
      climbLadder(desk);
      endFromOutside(desk);
      showEscalation(before, desk.record);
      await notifyOfEscalation(before, desk.record);
      await goOnInNewRun(input, desk);
    }
    answerTheRest(desk);
    await condition(allHandlersFinished);
    return desk.record;
  });
}
