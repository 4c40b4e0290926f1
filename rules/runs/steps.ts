import { defined } from '../../contract/defined';
import type { CheckResult } from '../../contract/records/check';
import type { RunEvent, RunRecord } from '../../contract/run';
import type { StepInput, StepResult } from '../../contract/step';
import { isoTime } from '../text';
import { newDecisions, openKeys } from './approvals';

const MAX_RUN_EVENTS = 100;
const MAX_TEXT_LENGTH = 500;

type StepInputParts = Omit<StepInput, 'signal' | 'attempt'>;

/** The input of the next step, and the record in which its decisions count as reported (design escalation rule 5). */
export function takeStep(run: RunRecord): { run: RunRecord; input: StepInputParts } {
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
      ...defined({ requesterId: run.requesterId }),
      state: run.state,
      decisions,
      pending: openKeys(run),
    },
  );
}

/** Adds a waiting modification to the step's input. After a failed attempt it replaces the earlier one. */
export function guideStep(run: RunRecord, input: StepInputParts): { run: RunRecord; input: StepInputParts } {
  const { guidance, ...rest } = run;
  if (!guidance) return { run, input };
  const [next, ...later] = guidance.later ?? [];
  const waiting = guidance.later && { guidance: { value: next, ...(later.length > 0 && { later }) } };
  return { run: { ...rest, ...waiting }, input: { ...input, guidance: guidance.value } };
}

/** The record after a step has answered. `startedAt`: when its last attempt began. */
export function withStep(run: RunRecord, result: StepResult, now: number, startedAt: number): RunRecord {
  const cost = amount(result.cost);
  const confidence = finite(result.confidence);
  const steps = run.totals.steps + 1;
  return withRunEvent(
    {
      ...run,
      ...defined({ state: result.state }),
      totals: { ...run.totals, steps, cost: withoutNoise(run.totals.cost + (cost ?? 0)) },
    },
    {
      at: isoTime(now),
      what: 'step',
      number: steps,
      durationMs: now - startedAt,
      ...defined({ confidence, cost, text: result.text?.slice(0, MAX_TEXT_LENGTH) }),
    },
  );
}

/** Whether a step returned an empty result, because it has nothing to do yet. */
export function isEmptyResult({ waitFor: _waitFor, ...fields }: StepResult): boolean {
  return Object.values(fields).every((value) => value === undefined);
}

/** The record with one more failed attempt at the current step. */
export function withFailedAttempt(
  run: RunRecord,
  error: string,
  now: number,
  { startedAt, isError = true }: { startedAt: number; isError?: boolean },
): RunRecord {
  return withRunEvent(
    { ...run, totals: { ...run.totals, errors: run.totals.errors + (isError ? 1 : 0) } },
    {
      at: isoTime(now),
      what: 'failed_attempt',
      number: run.totals.steps + 1,
      durationMs: now - startedAt,
      error: error.slice(0, MAX_TEXT_LENGTH),
    },
  );
}

/**
 * The record with one more report. An attached agent reports its total cost so far. A hosted run adds up the costs of its
 * steps, so a report from a step does not overwrite that total.
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
      ...defined({ attemptId, confidence, cost }),
    },
  );
}

/**
 * The event of this report, if it is one of the latest and came before. Temporal recognizes a repeated update by its id, but
 * not after the workflow has continued as new.
 */
export function earlierReport(run: RunRecord, attemptId: string | undefined): RunEvent | undefined {
  return attemptId === undefined ? undefined : run.events.find((event) => event.attemptId === attemptId);
}

/** The record with the fired triggers noted at the checked event. Other events may have come during the check. */
export function withCheck(run: RunRecord, { triggers }: CheckResult, checked?: RunEvent): RunRecord {
  if (triggers.length === 0 || checked === undefined) return run;
  const fired = triggers.map(({ name }) => name);
  return {
    ...run,
    events: run.events.map((event) => (event === checked ? { ...event, fired } : event)),
  };
}

/** The context for the triggers after a step: the step's result and the run's totals. */
export function stepContext(run: RunRecord, result: StepResult): Record<string, unknown> {
  return {
    ...result.context,
    ...('confidence' in result && { confidence: asJson(result.confidence) }),
    ...defined({ text: result.text }),
    // A malformed cost stays as it is, so that its trigger reports it.
    cost: 'cost' in result && amount(result.cost) === undefined ? asJson(result.cost) : run.totals.cost,
    error_count: run.totals.errors,
    steps: run.totals.steps,
  };
}

/** The context for the triggers after a failed attempt. */
export function failureContext(run: RunRecord, error: string): Record<string, unknown> {
  return { error, cost: run.totals.cost, error_count: run.totals.errors, steps: run.totals.steps };
}

function withRunEvent(run: RunRecord, event: RunEvent): RunRecord {
  return { ...run, events: [...run.events, event].slice(-MAX_RUN_EVENTS) };
}

/** Removes the rounding errors of adding decimal fractions. */
function withoutNoise(sum: number): number {
  return Math.round(sum * 1e9) / 1e9;
}

/** A valid cost. A negative one would hide what other steps have cost. */
function amount(value: unknown): number | undefined {
  const number = finite(value);
  return number !== undefined && number >= 0 ? number : undefined;
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** JSON has no NaN and Infinity: they become null, which the triggers also report as malformed. */
function asJson(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? null : (value ?? null);
}
