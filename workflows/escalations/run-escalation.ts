import type { RawValue, SearchAttributeUpdatePair } from '@temporalio/common';
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type EscalationInput,
  type EscalationRecord,
  EscalationStartSchema,
} from '../../contract/escalation';
import type { Level } from '../../contract/names';
import { describeEscalation } from '../../rules/escalations/details';
import { isUnresolved } from '../../rules/escalations/directory-answers';
import { nextClockAt } from '../../rules/escalations/ladder';
import { openEscalation } from '../../rules/escalations/open';
import { listedAssignees } from '../../rules/escalations/people';
import { isOpenEscalation } from '../../rules/escalations/record';
import { expiresAtAttribute, keywordAttribute, approversAttribute } from '../core/attributes';
import { notifyOfEscalation } from '../core/notify';
import {
  continueWithState,
  continuedState,
  isContinued,
  readStartArgument,
  refuseReservedId,
} from '../core/start-arguments';
import { createWakeTimer } from '../core/wake-timer';
import { lookUpLadder, applyAnswers } from './lookups';
import { handleEscalationMessages } from './messages';
import type { EscalationState } from './state';
import {
  answer,
  planLadder,
  openEscalationState,
  judgeWaiting,
  hasWork,
  endIfCancelled,
  climbLadder,
  answerRemaining,
} from './attempts';

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
  const input = readStartArgument(EscalationStartSchema, sent);
  const state = openEscalationState(openEscalation(workflowId, input, startTime.getTime()));
  const alarm = createWakeTimer();
  handleEscalationMessages(state);

  return CancellationScope.nonCancellable(async () => {
    const carried = isContinued()
      ? await continuedState<EscalationRecord>(sent, state.queue.late)
      : undefined;
    if (carried) state.record = carried;
    else await planLadder(state, input);
    state.isBusy = false;

    let shown = carried;
    const tell = () => {
      const before = shown;
      shown = state.record;
      showEscalation(before, shown);
      return notifyOfEscalation(before, shown);
    };
    // Waiting for something that is already done would cost several promises.
    const told = tell();
    if (told) await told;
    // A name that cannot be looked up stays unknown; that ends no escalation.
    if (isUnresolved(state.record)) lookUpLadder(state).catch(() => {});

    // An Update may be judged while people are told: that is news to tell, too.
    while (isOpenEscalation(state.record) || state.record !== shown) {
      const next = nextClockAt(state.record) ?? Infinity;
      // To cancel a timer is an event; at the end it is left to run out.
      if (isOpenEscalation(state.record)) alarm.set(next, `${state.record.status} at ${state.record.level}`);
      // Once the handlers have finished, so that the workflow need not wait for them before it ends.
      await condition(
        () =>
          allHandlersFinished() && (state.record !== shown || hasWork(state) || shouldContinueAsNew(state)),
      );
      applyAnswers(state);
      const judged = judgeWaiting(state);
      if (judged) await judged;
      climbLadder(state);
      endIfCancelled(state);
      const toldAgain = tell();
      if (toldAgain) await toldAgain;
      if (shouldContinueAsNew(state)) await continueInNewRun(input, state, shown);
    }
    answerRemaining(state);
    if (!allHandlersFinished()) await condition(allHandlersFinished);
    return state.record;
  });
}

/** What the Temporal UI and lists see of the change: at most one upsert, of what changed and a list needs. */
export function showEscalation(before: EscalationRecord | undefined, after: EscalationRecord): void {
  setCurrentDetails(describeEscalation(after));
  const changed: SearchAttributeUpdatePair[] = [];
  const isNew = before === undefined;
  if (after.status !== (before?.status ?? 'pending'))
    changed.push(keywordAttribute('HitlStatus', after.status));
  if (after.level !== (before?.level ?? initialLevel(after)))
    changed.push(keywordAttribute('HitlLevel', after.level));
  if (isOpenEscalation(after)) {
    const listed = listedAssignees(after);
    const listedBefore = isNew ? undefined : listedAssignees(before);
    if (JSON.stringify(listed) !== JSON.stringify(listedBefore))
      changed.push(approversAttribute(listedBefore, listed));
    if (after.dueAt !== before?.dueAt) changed.push(expiresAtAttribute(after.dueAt));
  }
  if (changed.length > 0) upsertSearchAttributes(changed);
}

/** The level its workflow was started with. */
function initialLevel({ history, level }: EscalationRecord): Level {
  const [first] = history;
  return first?.what === 'opened' ? first.level : level;
}

/** Past this many signals in one run, or this size of its history, the story goes on in a new one. */
const SIGNALS_PER_RUN = 2_000;

const MAX_HISTORY_BYTES = 8 * 1024 * 1024;

export function shouldContinueAsNew({ record, queue }: EscalationState): boolean {
  if (!isOpenEscalation(record) || queue.waiting.length > 0) return false;
  const { continueAsNewSuggested, historySize } = workflowInfo();
  return queue.signalsSeen() >= SIGNALS_PER_RUN || continueAsNewSuggested || historySize >= MAX_HISTORY_BYTES;
}

/**
 * After a flood the story goes on in a new run. An attempt that waits for the directory is told to try again.
 *
 * @param shown the record that everybody was told of: what came after it must be told first
 */
export async function continueInNewRun(
  input: EscalationInput,
  state: EscalationState,
  shown?: EscalationRecord,
): Promise<void> {
  const { queue, lookups } = state;
  for (const waiting of lookups.heldAttempts.splice(0)) answer(state, waiting);
  await condition(allHandlersFinished);
  if (queue.waiting.length > 0 || !isOpenEscalation(state.record) || state.record !== shown) return;
  // The record has the context too: twice, they could be more than Temporal takes.
  const { context: _, ...rest } = input;
  await continueWithState(rest, state.record, queue.late);
}
