import { workflowInfo } from '@temporalio/workflow';
import { defined } from '../../contract/defined';
import type { EscalationRecord } from '../../contract/escalation';
import { JsonContextSchema } from '../../contract/json';
import type { Level } from '../../contract/names';
import { EscalateSchema, type ReportResult } from '../../contract/run';
import { openRun } from '../../rules/runs/record';
import { withReport } from '../../rules/runs/steps';
import { evaluateTriggers, escalateForCheck as escalateByCheck } from '../runs/checks';
import { escalateRun } from '../runs/open-escalation';
import { openRunState, type RunState } from '../runs/state';
import { EscalationNotFound } from './errors';
import { checked, onlyKnown } from './input';
import { waitUntil } from './own-children';
import type { WaitOptions } from './request-approval';

/**
 * The runs that this workflow reports about, usually only itself. Never preload this module: the sandbox loads it for each
 * workflow, so that each workflow has its own map.
 */
const runs = new Map<string, RunState>();

function runStateOf(runId: string): RunState {
  const known = runs.get(runId);
  if (known) return known;
  const run = openRun(runId, {}, workflowInfo().startTime.getTime());
  // The workflow itself decides what to do after a resolution.
  const state = openRunState(run, (unchanged) => unchanged);
  runs.set(runId, state);
  return state;
}

/**
 * Evaluates the triggers of the worker's config for `context`. It opens an escalation only if `escalate` is true and a trigger
 * fires. The run is this workflow itself. What the run remembers is lost when the workflow continues as new.
 *
 * @param runId the run's id in escalations and lists, usually the workflow's own id
 * @throws InvalidInput when the context is not a JSON object, or is larger than 256 KB
 */
export async function checkEscalation(
  runId: string,
  context: Record<string, unknown>,
  options: { escalate?: boolean } = {},
): Promise<ReportResult> {
  const { escalate: opens = false } = onlyKnown(options, { escalate: true });
  const report = checked(JsonContextSchema, context, 'context');
  const state = runStateOf(runId);
  state.update(withReport(state.record, report, Date.now()));
  const check = await evaluateTriggers(state, report);
  if (!opens || !check.shouldEscalate) return check;
  const { id } = await escalateByCheck(state, check, report);
  return { ...check, escalationId: id };
}

/**
 * Opens an escalation as a child of this workflow. A run has at most one open escalation: a higher level raises it, the same
 * or a lower level adds its reason.
 *
 * @throws InvalidInput that names the field
 */
export async function escalate(
  runId: string,
  options: { level: Level; reason: string; escalatedBy?: string; context?: Record<string, unknown> },
): Promise<{ escalationId: string; opened: boolean }> {
  const { level, reason, escalatedBy, context } = checked(EscalateSchema, options, 'escalation');
  const { id, opened } = await escalateRun(runStateOf(runId), {
    level,
    reason,
    ...defined({ escalatedBy, context }),
  });
  return { escalationId: id, opened };
}

/**
 * Waits until an escalation of this workflow has ended. Its `resolution` says how to continue.
 *
 * @throws WaitTimeoutError after `timeout`; the escalation is unchanged
 * @throws EscalationNotFound when this run of this workflow did not escalate it
 */
export async function waitForResolution(
  escalationId: string,
  options: WaitOptions = {},
): Promise<EscalationRecord> {
  const { timeout } = onlyKnown(options, { timeout: true });
  const state = [...runs.values()].find(({ record }) =>
    record.escalations.some(({ id }) => id === escalationId),
  );
  if (!state)
    throw new EscalationNotFound(`${escalationId}: this run of this workflow has no escalation with this id`);
  await waitUntil(escalationId, () => state.endedEscalations.has(escalationId), timeout);
  return state.endedEscalations.get(escalationId) as EscalationRecord;
}
