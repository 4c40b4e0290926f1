import type { CheckResult } from '../../contract/records/check';
import type { RunEvent, RunRecord } from '../../contract/run';
import type { StepInput, StepResult } from '../../contract/step';
import { newDecisions, openKeys } from './approvals';
import { isoTime } from '../text';

const MAX_RUN_EVENTS = 100;
const MAX_TEXT_LENGTH = 500;

type StepInputParts = Omit<StepInput, 'signal' | 'attempt'>;

/** The next step, ready to be taken: what it is told counts as told (design, escalations, rule 5). */
export function takeStep(run: RunRecord): { run: RunRecord; given: StepInputParts } {
  const step = run.totals.steps + 1;
  const decisions = newDecisions(run);
  return guideStep(
    {
      ...run,
      approvals: run.approvals.map((approval) =>
        Object.hasOwn(decisions, approval.key) ? { ...approval, isReported: true } : approval,
      ),
    },
    {
      runId: run.id,
      step,
      idempotencyKey: `${run.id}/step-${step}`,
      input: run.input,
      ...(run.requesterId !== undefined && { requesterId: run.requesterId }),
      state: run.state,
      decisions,
      pending: openKeys(run),
    },
  );
}

/** Hands the modification that waits to the step: to its next attempt where one has failed, in place of an earlier one. */
export function guideStep(run: RunRecord, given: StepInputParts): { run: RunRecord; given: StepInputParts } {
  const { guidance, ...rest } = run;
  if (!guidance) return { run, given };
  const [next, ...later] = guidance.later ?? [];
  const waiting = guidance.later && { guidance: { value: next, ...(later.length > 0 && { later }) } };
  return { run: { ...rest, ...waiting }, given: { ...given, guidance: guidance.value } };
}

/** The record once a step has answered. */
export function withStep(run: RunRecord, result: StepResult, now: number): RunRecord {
  const cost = amount(result.cost);
  const confidence = finite(result.confidence);
  const steps = run.totals.steps + 1;
  return withRunEvent(
    {
      ...run,
      ...(result.state !== undefined && { state: result.state }),
      totals: { ...run.totals, steps, cost: withoutNoise(run.totals.cost + (cost ?? 0)) },
    },
    {
      at: isoTime(now),
      what: 'step',
      number: steps,
      ...(confidence !== undefined && { confidence }),
      ...(cost !== undefined && { cost }),
      ...(result.text !== undefined && { text: result.text.slice(0, MAX_TEXT_LENGTH) }),
    },
  );
}

/** Whether a step said nothing at all: that it has nothing to do yet. */
export function isEmptyResult({ waitFor: _waitFor, ...said }: StepResult): boolean {
  return Object.values(said).every((value) => value === undefined);
}

/** The record with one more failed attempt at the step that is being taken. */
export function withFailedAttempt(
  run: RunRecord,
  error: string,
  now: number,
  { isError = true }: { isError?: boolean } = {},
): RunRecord {
  return withRunEvent(
    { ...run, totals: { ...run.totals, errors: run.totals.errors + (isError ? 1 : 0) } },
    {
      at: isoTime(now),
      what: 'failed_attempt',
      number: run.totals.steps + 1,
      error: error.slice(0, MAX_TEXT_LENGTH),
    },
  );
}

/**
 * The record with one more report of an attached agent, whose cost is the total so far. A hosted run adds up the cost
 * of its steps, and a step that reports does not overwrite that.
 */
export function withReport(
  run: RunRecord,
  context: Record<string, unknown>,
  now: number,
  attemptId?: string,
): RunRecord {
  const reports = run.totals.reports + 1;
  const confidence = finite(context.confidence);
  const cost = amount(context.cost);
  const at = isoTime(now);
  const total = run.form === 'attached' && cost !== undefined && { cost };
  return withRunEvent(
    { ...run, lastActivityAt: at, totals: { ...run.totals, reports, ...total } },
    {
      at,
      what: 'report',
      number: reports,
      ...(attemptId !== undefined && { attemptId }),
      ...(confidence !== undefined && { confidence }),
      ...(cost !== undefined && { cost }),
    },
  );
}

/**
 * The event of this report where it came before, among the latest. Temporal knows an update that is sent again by its
 * id, but not in the next run of the workflow.
 */
export function earlierReport(run: RunRecord, attemptId: string | undefined): RunEvent | undefined {
  return attemptId === undefined ? undefined : run.events.find((event) => event.attemptId === attemptId);
}

/** The record with what one of its events set off: others may have come while it was checked. */
export function withCheck(run: RunRecord, { triggers }: CheckResult, checked?: RunEvent): RunRecord {
  if (triggers.length === 0 || checked === undefined) return run;
  const fired = triggers.map(({ name }) => name);
  return {
    ...run,
    events: run.events.map((event) => (event === checked ? { ...event, fired } : event)),
  };
}

/** What the triggers look at after a step: what it answered, and the run's totals. */
export function stepContext(run: RunRecord, result: StepResult): Record<string, unknown> {
  return {
    ...result.context,
    ...('confidence' in result && { confidence: asJson(result.confidence) }),
    ...(result.text !== undefined && { text: result.text }),
    // A cost that is none is shown as it came, so that its trigger can say so.
    cost: 'cost' in result && amount(result.cost) === undefined ? asJson(result.cost) : run.totals.cost,
    error_count: run.totals.errors,
    steps: run.totals.steps,
  };
}

/** What the triggers look at after a failed attempt. */
export function failureContext(run: RunRecord, error: string): Record<string, unknown> {
  return { error, cost: run.totals.cost, error_count: run.totals.errors, steps: run.totals.steps };
}

function withRunEvent(run: RunRecord, event: RunEvent): RunRecord {
  return { ...run, events: [...run.events, event].slice(-MAX_RUN_EVENTS) };
}

/** Sums of decimal fractions are a little beside what they should be. */
function withoutNoise(sum: number): number {
  return Math.round(sum * 1e9) / 1e9;
}

/** A cost: below 0 it would hide what the others have cost. */
function amount(value: unknown): number | undefined {
  const number = finite(value);
  return number !== undefined && number >= 0 ? number : undefined;
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** NaN and Infinity do not cross into an activity: as JSON they are null, which is as malformed. */
function asJson(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? null : (value ?? null);
}
