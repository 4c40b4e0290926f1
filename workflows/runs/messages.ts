import { ApplicationFailure, type RawValue } from '@temporalio/common';
import {
  condition,
  currentUpdateInfo,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import type { z } from 'zod';
import type { LateAnswer } from '../../contract/decision';
import { defined } from '../../contract/defined';
import { LIMITS } from '../../contract/limits';
import { MESSAGES } from '../../contract/names';
import {
  CancelRunSchema,
  EscalateSchema,
  FinishSchema,
  type ReportResult,
  ReportSchema,
  type RunRecord,
  type RunVerdict,
} from '../../contract/run';
import { withActivityAt } from '../../rules/runs/clock';
import { judgeRunEnd, mayBeOperator, canCancelRun, runEnded } from '../../rules/runs/end';
import { boundedRun } from '../../rules/runs/record';
import { earlierReport, withReport } from '../../rules/runs/steps';
import { awaitOtherEvents } from '../core/attempt-queue';
import { rawArguments } from '../core/handlers';
import { answerNowOrLater, type LateAnswers, lateAnswers } from '../core/late-answers';
import { lookUpTeams } from '../core/proxies';
import { readMessage } from '../core/raw-message';
import { handleInOrder } from '../core/sdk-patches';
import { evaluateTriggers, escalateForCheck } from './checks';
import { escalateRun } from './open-escalation';
import { isHistoryFull, isRunning, MAX_MESSAGES, type RunState } from './state';

type RawArguments = RawValue[];
/** A report has up to 256 KB of context and some other fields. */
const REPORT_BYTES = LIMITS.contextBytes + LIMITS.messageBytes;

const getQuery = defineQuery<RunRecord>(MESSAGES.get);
const lateAnswerQuery = defineQuery<LateAnswer<unknown> | undefined, [unknown]>(MESSAGES.lateAnswer);
const reportUpdate = defineUpdate<unknown, RawArguments>(MESSAGES.report, rawArguments);
const escalateUpdate = defineUpdate<unknown, RawArguments>(MESSAGES.escalate, rawArguments);
const escalateSignal = defineSignal<RawArguments>(MESSAGES.escalate, rawArguments);
const finishUpdate = defineUpdate<unknown, RawArguments>(MESSAGES.finish, rawArguments);
const finishSignal = defineSignal<RawArguments>(MESSAGES.finish, rawArguments);
const cancelUpdate = defineUpdate<unknown, RawArguments>(MESSAGES.cancel, rawArguments);
const cancelSignal = defineSignal<RawArguments>(MESSAGES.cancel, rawArguments);

/** The descriptions that the Temporal UI shows. */
const DESCRIPTIONS = {
  get: 'The current state of the run: totals, approvals, escalations, latest steps or reports.',
  lateAnswer: 'The answer to an update that was queued. Send its attemptId or the id of the update.',
  report:
    'A report of the agent. The answer says whether to escalate: { "context": { "confidence": 0.4 }, "escalate": true }.',
  escalate: 'Escalate without a trigger: { "level": "manager", "reason": "…", "escalatedBy": "ana" }.',
  finish: 'Finish an attached run: { "output": { … } }.',
  cancel: 'Cancel the run with its open requests and escalations: { "cancelledBy": "ana", "reason": "…" }.',
};

/**
 * Sets the message handlers of a run. No signal handler throws, since the workflow would then be stuck.
 *
 * @returns the late answers to messages that took longer than their workflow task
 */
export function handleRunMessages(state: RunState): LateAnswers<unknown> {
  const late = lateAnswers<unknown>();
  setHandler(getQuery, () => boundedRun(state.record), { description: DESCRIPTIONS.get });
  setHandler(lateAnswerQuery, late.get, { description: DESCRIPTIONS.lateAnswer });
  handleInOrder(() => {
    handleReports(state, late);
    handleEnds(state, late);
  });
  return late;
}

/** Sets the handlers of reports and of escalations by message. */
function handleReports(state: RunState, late: LateAnswers<unknown>): void {
  const reported = (message: z.output<typeof ReportSchema>) =>
    answerNowOrLater(late, answerIdOf(message), report(state, message));
  const escalated = (message: z.output<typeof EscalateSchema>) =>
    answerNowOrLater(late, answerIdOf(message), escalateByMessage(state, message));
  setHandler(reportUpdate, async (...sent) => reported(readOrThrow(ReportSchema, sent)), {
    description: DESCRIPTIONS.report,
    validator: (...sent: RawArguments) => refuseIfClosedOrBusy(state, ReportSchema, sent),
  });
  setHandler(escalateUpdate, async (...sent) => escalated(readOrThrow(EscalateSchema, sent)), {
    description: DESCRIPTIONS.escalate,
    validator: (...sent: RawArguments) => refuseIfClosedOrBusy(state, EscalateSchema, sent),
  });
  setHandler(
    escalateSignal,
    async (...sent) => {
      state.messageCount++;
      const read = readMessage(EscalateSchema, sent, REPORT_BYTES);
      if (read.ok && isRunning(state)) await escalateByMessage(state, read.message).catch(() => {});
    },
    { description: DESCRIPTIONS.escalate },
  );
}

/** The id with which the client asks for a late answer. */
function answerIdOf({ attemptId }: { attemptId?: string | undefined }): string | undefined {
  return attemptId ?? currentUpdateInfo()?.id;
}

/** Sets the handlers of the two messages that end a run, each as Signal and as Update. */
function handleEnds(state: RunState, late: LateAnswers<unknown>): void {
  const finish = async (sent: RawArguments) => {
    await waitUntilReady(state);
    return judgeEnd(state, FinishSchema, sent, (message) => ({ kind: 'finish', ...message }));
  };
  const cancel = async (sent: RawArguments) => {
    await waitUntilReady(state);
    const read = readMessage(CancelRunSchema, sent, REPORT_BYTES);
    // Without an `await`: a later message of the same task must not overtake it.
    if (read.ok && !canCancelRun(state.record, read.message.cancelledBy))
      await waitForOperators(state, read.message.cancelledBy);
    return judgeEnd(state, CancelRunSchema, sent, (message) => ({ kind: 'cancel', ...message }));
  };
  const answered = (
    schema: z.ZodType<{ attemptId?: string | undefined }>,
    sent: RawArguments,
    work: Promise<unknown>,
  ) => {
    const read = readMessage(schema, sent, REPORT_BYTES);
    return answerNowOrLater(late, answerIdOf(read.ok ? read.message : {}), work);
  };
  const validator = (schema: z.ZodType) => ({
    validator: (...sent: RawArguments) => refuseUnreadable(state, schema, sent),
  });
  setHandler(finishUpdate, (...sent) => answered(FinishSchema, sent, finish(sent)), {
    description: DESCRIPTIONS.finish,
    ...validator(FinishSchema),
  });
  setHandler(finishSignal, async (...sent) => void (await finish(sent).catch(() => {})), {
    description: DESCRIPTIONS.finish,
  });
  setHandler(cancelUpdate, (...sent) => answered(CancelRunSchema, sent, cancel(sent)), {
    description: DESCRIPTIONS.cancel,
    ...validator(CancelRunSchema),
  });
  setHandler(cancelSignal, async (...sent) => void (await cancel(sent).catch(() => {})), {
    description: DESCRIPTIONS.cancel,
  });
}

/** How long a cancellation waits for the directory. In this time the run cannot continue as new. */
const LOOKUP_TIMEOUT_MS = 20_000;

/**
 * Waits until it is known whether this name may cancel. If the directory does not answer in time, the name does not
 * count as an operator.
 */
async function waitForOperators(state: RunState, name: string): Promise<void> {
  const over = () => !isRunning(state);
  await condition(() => state.record.plan !== undefined || over());
  if (over() || canCancelRun(state.record, name) || !mayBeOperator(state.record)) return;
  state.operators ??= lookUpOperators(state).catch(() => {});
  await condition(() => over() || !mayBeOperator(state.record), LOOKUP_TIMEOUT_MS);
}

/** Looks up the operators, only once for the whole run, even if many people try to cancel it. */
async function lookUpOperators(state: RunState): Promise<void> {
  const teams = await lookUpTeams(state.record.plan?.operators ?? [], () => !isRunning(state));
  const { plan } = state.record;
  if (plan && teams) state.update({ ...state.record, plan: { ...plan, teams } });
}

async function report(state: RunState, message: z.output<typeof ReportSchema>): Promise<ReportResult> {
  const { context, escalate: opens, attemptId } = message;
  state.messageCount++;
  await waitUntilPlanned(state);
  const counted = earlierReport(state.record, attemptId);
  if (!counted) state.update(withReport(state.record, context, Date.now(), attemptId));
  const check = await evaluateTriggers(state, context, {}, counted);
  if (!opens || !check.shouldEscalate || !isRunning(state)) return check;
  const { id } = await escalateForCheck(state, check, context);
  return { ...check, escalationId: id };
}

async function escalateByMessage(state: RunState, message: z.output<typeof EscalateSchema>) {
  const { level, reason, escalatedBy, context } = message;
  state.messageCount++;
  await waitUntilPlanned(state);
  state.update(withActivityAt(state.record, Date.now()));
  const cause = {
    level,
    reason,
    ...defined({ escalatedBy, context }),
  };
  const { id, opened } = await escalateRun(state, cause);
  return { escalationId: id, opened };
}

/**
 * Waits until the state from an earlier run is checked: a message may come with the first task after continue-as-new. And until
 * an escalation that ended in the same task is applied: what it aborted cannot be finished.
 */
async function waitUntilReady(state: RunState): Promise<void> {
  if (state.openChildren > 0) await awaitOtherEvents();
  if (!state.isReady) await condition(() => state.isReady);
}

/** Waits until the run is planned, since a message may come with the start. A run that cannot be planned has ended. */
async function waitUntilPlanned(state: RunState): Promise<void> {
  await waitUntilReady(state);
  await condition(() => state.record.plan !== undefined || !isRunning(state));
  if (!isRunning(state)) throw refusal('RunEnded', runEnded(state.record));
}

function judgeEnd<T>(
  state: RunState,
  schema: z.ZodType<T>,
  sent: RawArguments,
  toAttempt: (message: T) => Parameters<typeof judgeRunEnd>[1],
): RunVerdict {
  state.messageCount++;
  const read = readMessage(schema, sent, REPORT_BYTES);
  if (!read.ok)
    return { outcome: 'invalid', status: state.record.status, id: state.record.id, message: read.problem };
  const { run, verdict } = judgeRunEnd(state.record, toAttempt(read.message), Date.now());
  state.update(run);
  return verdict;
}

/** Refuses, without an event in history, a message that is malformed, comes too late, or would overfill the history. */
function refuseIfClosedOrBusy(state: RunState, schema: z.ZodType, sent: RawArguments): void {
  readOrThrow(schema, sent);
  if (!isRunning(state)) throw refusal('RunEnded', runEnded(state.record));
  if (state.messageCount < MAX_MESSAGES && !isHistoryFull()) return;
  throw refusal(
    'RunBusy',
    `${state.record.id} accepts no more reports while people decide: wait for their decisions, then report again`,
  );
}

/** Refuses an unreadable message, also with a verdict. */
function refuseUnreadable(state: RunState, schema: z.ZodType, sent: RawArguments): void {
  const read = readMessage(schema, sent, REPORT_BYTES);
  if (read.ok) return;
  const { status, id } = state.record;
  const verdict: RunVerdict = { outcome: 'invalid', status, id, message: read.problem };
  throw ApplicationFailure.nonRetryable(read.problem, 'invalid', verdict);
}

function readOrThrow<T>(schema: z.ZodType<T>, sent: RawArguments): T {
  const read = readMessage(schema, sent, REPORT_BYTES);
  if (read.ok) return read.message;
  throw refusal('InvalidInput', read.problem);
}

function refusal(type: string, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message.toWellFormed(), type);
}
