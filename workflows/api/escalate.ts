import { workflowInfo } from '@temporalio/workflow';
import type { EscalationRecord } from '../../contract/escalation';
import type { Level } from '../../contract/names';
import { JsonContextSchema } from '../../contract/json';
import { EscalateSchema, type ReportResult } from '../../contract/run';
import { openRun } from '../../rules/runs/record';
import { withReport } from '../../rules/runs/steps';
import { evaluateTriggers, escalateForCheck as escalateByCheck } from '../runs/checks';
import { openRunState, type RunState } from '../runs/state';
import { escalateRun } from '../runs/open-escalation';
import { checked, onlyKnown } from './input';
import { EscalationNotFound } from './errors';
import type { WaitOptions } from './request-approval';
import { waitUntil } from './own-children';

/**
 * The runs that this workflow reports about, usually itself. The sandbox loads this module for each workflow, so that the
 * map is of one workflow alone: never preload it.
 */
const runs = new Map<string, RunState>();

function runStateOf(runId: string): RunState {
  const known = runs.get(runId);
  if (known) return known;
  const run = openRun(runId, {}, workflowInfo().startTime.getTime());
  // What a resolution means for the workflow is the workflow's to say.
  const state = openRunState(run, (unchanged) => unchanged);
  runs.set(runId, state);
  return state;
}

/**
 * Evaluates the triggers of the worker's config over `context`. Creates nothing, unless `escalate` is true and they say
 * so. The run is this workflow itself, whatever it is called; what it remembers is lost when it continues as new.
 *
 * @param runId what escalations and lists call the run: the workflow's own id, as a rule
 * @throws InvalidInput when the context is no JSON object or larger than 256 KB
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
 * Escalates, as a child of this workflow. One escalation is open per run at most: a higher level raises it, the same or
 * a lower one adds its reason.
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
    ...(escalatedBy !== undefined && { escalatedBy }),
    ...(context && { context }),
  });
  return { escalationId: id, opened };
}

/**
 * Waits until an escalation of this workflow has ended; its `resolution` says how to go on.
 *
 * @throws WaitTimeoutError when `timeout` is over; the escalation is unchanged
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
  if (!state) throw new EscalationNotFound(`${escalationId}: not escalated by this run of this workflow`);
  await waitUntil(escalationId, () => state.endedEscalations.has(escalationId), timeout);
  return state.endedEscalations.get(escalationId) as EscalationRecord;
}
