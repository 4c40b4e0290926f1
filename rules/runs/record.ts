import { utf8Bytes } from '../../contract/limits';
import type { RunApproval, RunEscalation, RunInput, RunRecord } from '../../contract/run';
import { truncateToBytes } from '../requests/details';
import { isoTime } from '../text';

/*
 * The record of a run at its start, and as it fits through Temporal.
 */

/** A run at its start. */
export function openRun(id: string, input: RunInput, startedAt: number): RunRecord {
  const at = isoTime(startedAt);
  return {
    ...input,
    id,
    kind: 'run',
    form: input.agent === undefined ? 'attached' : 'hosted',
    status: 'running',
    startedAt: at,
    totals: { steps: 0, reports: 0, errors: 0, cost: 0 },
    waitedMs: 0,
    lastActivityAt: at,
    approvals: [],
    escalations: [],
    events: [],
    memory: {},
  };
}

/** Temporal takes 2 MB for a result, and ends a workflow that answers more without any. */
const MAX_RECORD_BYTES = 1_800_000;
const SHORT_TEXT_BYTES = 200;
const KEPT_RUN_EVENTS = 10;

/**
 * The record as it fits through Temporal. What grew too long is cut where it is kept elsewhere too: the words about
 * approvals, modifications and resolutions are in the records of those requests and escalations.
 */
export function boundedRun(run: RunRecord): RunRecord {
  let fitting = run;
  for (const cut of [
    withoutToldMessages,
    withoutResolutions,
    withoutEarlyEvents,
    withoutMessages,
    withoutState,
  ]) {
    if (utf8Bytes(JSON.stringify(fitting)) <= MAX_RECORD_BYTES) break;
    fitting = cut(fitting);
  }
  return fitting;
}

function withoutToldMessages(run: RunRecord): RunRecord {
  return { ...run, approvals: run.approvals.map((each) => (each.isReported ? briefApproval(each) : each)) };
}

function withoutMessages(run: RunRecord): RunRecord {
  return { ...run, approvals: run.approvals.map(briefApproval) };
}

function briefApproval(approval: RunApproval): RunApproval {
  const { decision } = approval;
  if (!decision) return approval;
  const { reason, message, ...kept } = decision;
  const short = {
    message: truncateToBytes(message, SHORT_TEXT_BYTES),
    ...(reason !== undefined && { reason: truncateToBytes(reason, SHORT_TEXT_BYTES) }),
  };
  return { ...approval, decision: { ...kept, ...short } };
}

function withoutResolutions(run: RunRecord): RunRecord {
  return { ...run, escalations: run.escalations.map(briefEscalation) };
}

function briefEscalation({ resolution, ...escalation }: RunEscalation): RunEscalation {
  const cut = { ...escalation, reason: truncateToBytes(escalation.reason, SHORT_TEXT_BYTES) };
  if (!resolution) return cut;
  const { modification: _kept, ...rest } = resolution;
  return {
    ...cut,
    resolution: { ...rest, resolution: truncateToBytes(resolution.resolution, SHORT_TEXT_BYTES) },
  };
}

function withoutEarlyEvents(run: RunRecord): RunRecord {
  return { ...run, events: run.events.slice(-KEPT_RUN_EVENTS) };
}

/** Once it has ended, no step is given it any more. */
function withoutState({ state, ...run }: RunRecord): RunRecord {
  return run.status === 'running' && state !== undefined ? { ...run, state } : run;
}
