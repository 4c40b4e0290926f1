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
import { observeEscalation } from '../core/observe';
import {
  continueWithState,
  continuedState,
  isContinued,
  readStartArgument,
  refuseReservedId,
} from '../core/start-arguments';
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
import { lookUpLadder, applyAnswers } from './lookups';
import { handleEscalationMessages } from './messages';
import type { EscalationState } from './state';

/**
 * The workflow of one escalation. It notifies the assignees of its level, then those of the next level, until a person
 * resolves it or the ladder ends. Its result is its record.
 *
 * @param sent the raw arguments: the input and, after continue-as-new, the record so far and the late answers
 */
export function hitlEscalation(...sent: RawValue[]): Promise<EscalationRecord> {
  const { workflowId, startTime, parent } = workflowInfo();
  // A child escalation is allowed to have a reserved id.
  if (!parent) refuseReservedId();
  const input = readStartArgument(EscalationStartSchema, sent);
  const state = openEscalationState(openEscalation(workflowId, input, startTime.getTime()));
  handleEscalationMessages(state);

  return CancellationScope.nonCancellable(async () => {
    const continued = isContinued()
      ? await continuedState<EscalationRecord>(sent, state.queue.late)
      : undefined;
    if (continued) state.record = continued;
    else await planLadder(state, input);
    state.isBusy = false;

    let published = continued;
    /** Updates the Temporal UI and lists, and wakes the notifications. Returns nothing if there is nothing to wait for. */
    const publish = () => {
      const before = published;
      published = state.record;
      showEscalation(before, published);
      observeEscalation(before, published);
      return notifyOfEscalation(before, published);
    };
    // Awaiting only real promises saves memory: an unnecessary `await` costs several promises.
    const firstPublish = publish();
    if (firstPublish) await firstPublish;
    // If the lookup fails, these names stay unknown, and the escalation continues.
    if (isUnresolved(state.record)) lookUpLadder(state).catch(() => {});

    // An Update may be judged while the notifications are woken. That change must be published, too.
    while (isOpenEscalation(state.record) || state.record !== published) {
      const next = nextClockAt(state.record) ?? Infinity;
      // Do not cancel the timer at the end, since that would be an event in history.
      if (isOpenEscalation(state.record))
        state.wakeTimer.set(next, `${capitalized(state.record.status)} at ${state.record.level}`);
      // Continue after the handlers have finished, so that the workflow need not wait for them before it ends.
      await condition(
        () =>
          allHandlersFinished() &&
          (state.record !== published || hasWork(state) || shouldContinueAsNew(state)),
      );
      applyAnswers(state);
      const judged = judgeWaiting(state);
      if (judged) await judged;
      climbLadder(state);
      endIfCancelled(state);
      const publishing = publish();
      if (publishing) await publishing;
      if (shouldContinueAsNew(state)) await continueInNewRun(input, state, published);
    }
    answerRemaining(state);
    if (!allHandlersFinished()) await condition(allHandlersFinished);
    return state.record;
  });
}

function capitalized(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}

/** Shows a change in the Temporal UI and in lists. It makes at most one upsert, with the changed attributes that a list needs. */
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

/** The level that the workflow was started with. */
function initialLevel({ history, level }: EscalationRecord): Level {
  const [first] = history;
  return first?.what === 'opened' ? first.level : level;
}

/** The workflow continues as new above this number of signals or this size of its history. */
const SIGNALS_PER_RUN = 2_000;

const MAX_HISTORY_BYTES = 8 * 1024 * 1024;

export function shouldContinueAsNew({ record, queue }: EscalationState): boolean {
  if (!isOpenEscalation(record) || queue.waiting.length > 0) return false;
  const { continueAsNewSuggested, historySize } = workflowInfo();
  return queue.signalsSeen() >= SIGNALS_PER_RUN || continueAsNewSuggested || historySize >= MAX_HISTORY_BYTES;
}

/**
 * Continues the workflow as new. An attempt that waits for the directory is answered first: it must be sent again.
 *
 * @param published the record that was published last. A later change must be published first.
 */
export async function continueInNewRun(
  input: EscalationInput,
  state: EscalationState,
  published?: EscalationRecord,
): Promise<void> {
  const { queue, lookups } = state;
  for (const queued of lookups.heldAttempts.splice(0)) answer(state, queued);
  await condition(allHandlersFinished);
  if (queue.waiting.length > 0 || !isOpenEscalation(state.record) || state.record !== published) return;
  // The record also has the context. Both together could be too large for Temporal.
  const { context: _, ...rest } = input;
  await continueWithState(rest, state.record, queue.late);
}
