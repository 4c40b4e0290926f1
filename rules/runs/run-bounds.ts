import { utf8Bytes } from '../../contract/limits';
import type { RunApproval, RunEscalation, RunRecord } from '../../contract/run';
import { cutTo } from '../requests/request-details';

/** Temporal takes 2 MB for a result, and ends a workflow that answers more without any. */
const MOST_BYTES = 1_800_000;
const SHORT = 200;
const KEPT_MOMENTS = 10;

/**
 * The record as it fits through Temporal. What grew too long is cut where it is kept elsewhere too: the words about
 * approvals, modifications and resolutions are in the records of those requests and escalations.
 */
export function bounded(run: RunRecord): RunRecord {
  let fitting = run;
  for (const cut of [withoutToldWords, withoutResolutions, withoutMoments, withoutWords, withoutState]) {
    if (utf8Bytes(JSON.stringify(fitting)) <= MOST_BYTES) break;
    fitting = cut(fitting);
  }
  return fitting;
}

function withoutToldWords(run: RunRecord): RunRecord {
  return { ...run, approvals: run.approvals.map((each) => (each.told ? brief(each) : each)) };
}

function withoutWords(run: RunRecord): RunRecord {
  return { ...run, approvals: run.approvals.map(brief) };
}

function brief(approval: RunApproval): RunApproval {
  const { decision } = approval;
  if (!decision) return approval;
  const { reason, message, ...kept } = decision;
  const short = {
    message: cutTo(message, SHORT),
    ...(reason !== undefined && { reason: cutTo(reason, SHORT) }),
  };
  return { ...approval, decision: { ...kept, ...short } };
}

function withoutResolutions(run: RunRecord): RunRecord {
  return { ...run, escalations: run.escalations.map(briefly) };
}

function briefly({ resolution, ...escalation }: RunEscalation): RunEscalation {
  const cut = { ...escalation, reason: cutTo(escalation.reason, SHORT) };
  if (!resolution) return cut;
  const { modification: _kept, ...rest } = resolution;
  return { ...cut, resolution: { ...rest, resolution: cutTo(resolution.resolution, SHORT) } };
}

function withoutMoments(run: RunRecord): RunRecord {
  return { ...run, moments: run.moments.slice(-KEPT_MOMENTS) };
}

/** Once it has ended, no step is given it any more. */
function withoutState({ state, ...run }: RunRecord): RunRecord {
  return run.status === 'running' && state !== undefined ? { ...run, state } : run;
}
