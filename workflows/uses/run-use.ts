import type { RawValue } from '@temporalio/common';
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  defineQuery,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { MESSAGES } from '../../contract/names';
import { OutcomeMessageSchema, type UseRecord, UseStartSchema, type UseVerdict } from '../../contract/use';
import { useId } from '../../rules/ids';
import {
  isLateClaim,
  judgeOutcome,
  openUse,
  type OutcomeAttempt,
  withLateClaim,
  withUnknownOutcome,
} from '../../rules/uses/judge';
import { describeUse } from '../../rules/uses/text';
import { type AttemptQueue, attemptQueue } from '../core/attempt-queue';
import { handleSignalAndUpdate } from '../core/handlers';
import { notifyOfUse } from '../core/notify';
import { observeClaim } from '../core/observe';
import { readMessage } from '../core/raw-message';
import { invalidStart, isContinued, readStartArgument } from '../core/start-arguments';

const getQuery = defineQuery<UseRecord>(MESSAGES.get);

const EXAMPLE = '{ "outcome": "committed", "claimAttemptId": "…", "reference": "transfer-17" }';
const DESCRIPTIONS = {
  signal: `Report what happened, as the attempt that has the claim: ${EXAMPLE}. The outcome is committed, failed or not_started. A signal returns no verdict: use the update to get it.`,
  update: `Report what happened, and get the verdict: ${EXAMPLE}. The outcome is committed, failed or not_started.`,
  get: 'The claim, and what happened.',
};

/**
 * The workflow of a claim (design rule 26). Its start is the claim: Temporal starts an id once. It waits for the report of
 * the outcome, and its result is its record. Where its request has channels, it wakes their notifications after the claim and,
 * before it ends, after the outcome. It has no limit of signals and never continues as new: a flood makes Temporal
 * terminate it, and a claim whose workflow was terminated is not released.
 */
export function hitlUse(...sent: RawValue[]): Promise<UseRecord> {
  const { workflowId, startTime } = workflowInfo();
  const startedAt = Date.now();
  const input = readStartArgument(UseStartSchema, sent);
  if (isContinued()) throw invalidStart('it continues another run, and a use never does');
  const ownId = useId(input.requestId, input.number);
  if (workflowId !== ownId) throw invalidStart(`the id of this claim must be ${ownId}`);

  const claimedAt = startTime.getTime();
  let use = openUse(input, claimedAt);
  const queue: AttemptQueue<OutcomeAttempt, UseVerdict> = attemptQueue<OutcomeAttempt, UseVerdict>({
    on: 'claim',
    read: readAttempt,
    refuse: (attempt) => {
      // A refusal changes nothing in the record, so it needs no event in history.
      const { verdict } = judgeOutcome(use, attempt);
      return verdict.outcome === 'accepted' ? undefined : verdict;
    },
    judgeImmediate,
    queued: (attempt) => judgeOutcome(use, attempt).verdict,
  });

  function judgeImmediate(): void {
    for (let next = queue.waiting.shift(); next !== undefined; next = queue.waiting.shift()) {
      const judged = judgeOutcome(use, next.attempt);
      use = judged.use;
      queue.answer(next, judged.verdict);
    }
  }

  if (isLateClaim(input, claimedAt)) use = withLateClaim(use);
  const scope = CancellationScope.current();
  setHandler(getQuery, () => use, { description: DESCRIPTIONS.get });
  handleSignalAndUpdate(queue, MESSAGES.outcome, DESCRIPTIONS);
  setCurrentDetails(describeUse(use));

  // A cancellation in Temporal does not undo what the claimer did: it is recorded as unknown.
  return CancellationScope.nonCancellable(async () => {
    let isOverdue = false;
    if (use.outcome === undefined) {
      const untilReport = Math.max(1, claimedAt + input.reportWithin - startedAt);
      void sleep(untilReport, { summary: `Report the outcome by ${use.reportBy}` }).then(
        () => (isOverdue = true),
      );
      await notifyOfUse(input, use);
    }
    while (use.outcome === undefined) {
      await condition(
        () => use.outcome !== undefined || queue.waiting.length > 0 || isOverdue || scope.consideredCancelled,
      );
      judgeImmediate();
      // Reports of this task come first: what the claimer says is better than `unknown`.
      if (scope.consideredCancelled) use = withUnknownOutcome(use, Date.now(), 'cancelled in Temporal');
      else if (isOverdue) use = withUnknownOutcome(use, Date.now(), 'no outcome was reported in time');
    }
    setCurrentDetails(describeUse(use));
    observeClaim(use);
    await notifyOfUse(input, use);
    judgeImmediate();
    if (!allHandlersFinished()) await condition(allHandlersFinished);
    return use;
  });
}

function readAttempt(_name: string, sent: RawValue[], transport: 'signal' | 'update'): OutcomeAttempt {
  const arrival = { at: Date.now(), transport };
  const read = readMessage(OutcomeMessageSchema, sent);
  return read.ok
    ? { ...arrival, kind: 'outcome', message: read.message }
    : { ...arrival, kind: 'unreadable', problem: read.problem };
}
