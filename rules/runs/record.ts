import { utf8Bytes } from '../../contract/limits';
import type { RunApproval, RunEscalation, RunInput, RunRecord } from '../../contract/run';
import { truncateToBytes, isoTime } from '../text';

/*
 * The record of a run at its start, and the bounded form that Temporal accepts.
 */

/** The record of a run at its start. */
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

/** Temporal accepts a result of 2 MB. With a larger one it ends the workflow without a result. */
const MAX_RECORD_BYTES = 1_800_000;
const SHORT_TEXT_BYTES = 200;
const KEPT_RUN_EVENTS = 10;

/**
 * The record in a size that Temporal accepts. It cuts what is also kept elsewhere: texts about approvals, modifications and
 * resolutions are in the records of those requests and escalations.
 */
export function boundedRun(run: RunRecord): RunRecord {
  let fitting = run;
  for (const cut of [
    withoutReportedMessages,
    withoutResolutions,
    withoutEarlyEvents,
    withoutMessages,
    withoutContexts,
    withoutState,
  ]) {
    if (utf8Bytes(JSON.stringify(fitting)) <= MAX_RECORD_BYTES) break;
    fitting = cut(fitting);
  }
  return fitting;
}

function withoutReportedMessages(run: RunRecord): RunRecord {
  return {
    ...run,
    approvals: run.approvals.map((each) => (each.isReported ? withoutContext(briefApproval(each)) : each)),
  };
}

function withoutMessages(run: RunRecord): RunRecord {
  return { ...run, approvals: run.approvals.map(briefApproval) };
}

function briefApproval(approval: RunApproval): RunApproval {
  const { decision } = approval;
  if (!decision) return approval;
  const { reason, message, note, answerText, ...kept } = decision;
  const short = {
    ...(note !== undefined && { note: truncateToBytes(note, SHORT_TEXT_BYTES) }),
    ...(answerText !== undefined && { answerText: truncateToBytes(answerText, SHORT_TEXT_BYTES) }),
    message: truncateToBytes(message, SHORT_TEXT_BYTES),
    ...(reason !== undefined && { reason: truncateToBytes(reason, SHORT_TEXT_BYTES) }),
  };
  return { ...approval, decision: { ...kept, ...short } };
}

/** An agent must never take an edited approval for what it requested, so it is told that the changed arguments are missing. */
function withoutContexts(run: RunRecord): RunRecord {
  return { ...run, approvals: run.approvals.map(withoutContext) };
}

function withoutContext(approval: RunApproval): RunApproval {
  if (approval.decision?.context === undefined) return approval;
  const { context: _omitted, ...kept } = approval.decision;
  return { ...approval, decision: { ...kept, contextOmitted: true } };
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

/** After the end no step needs the state. */
function withoutState({ state, ...run }: RunRecord): RunRecord {
  return run.status === 'running' && state !== undefined ? { ...run, state } : run;
}
