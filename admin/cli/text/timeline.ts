import type { RequestView } from '../../../client';
import { whoEnded } from '../../../rules/requests/explain';
import { visibleLine as line } from '../../../rules/visible';
import { through } from './plan-text';
import { refusalLine } from './refusal-line';
import { absolute } from './span';

export interface Event {
  /** Absent: right after the event before. */
  at?: string;
  what: string;
}

/** All that happened to a request, in order. */
export function timeline(request: RequestView): string[] {
  return happened(request).map(({ at, what }) => `  ${(at ? absolute(at) : '').padEnd(25)}${what}`);
}

/** The same as data. */
export function happened(request: RequestView): Event[] {
  const { requestedAt, requesterId, plan, end } = request;
  const first: Event[] = [{ at: requestedAt, what: `requested by ${line(requesterId)}` }];
  if (plan) first.push({ what: `planned: ${planned(request)}` });
  const attempts = [...decided(request), ...refused(request), ...escalated(request)].sort((a, b) =>
    a.at < b.at ? -1 : 1,
  );
  const last: Event[] = end ? [{ at: end.at, what: `${end.status} by ${line(whoEnded(request))}` }] : [];
  const unrecorded = request.refusedCount - request.refused.length;
  if (unrecorded > 0) last.unshift({ what: `and ${unrecorded} more refused attempts, not recorded` });
  return [...first, ...attempts, ...last];
}

function planned({ plan }: RequestView): string {
  if (plan?.error) return line(plan.error.message);
  if (plan?.automatic) return `${plan.automatic.status} by ${line(plan.automatic.name)}, nobody is asked`;
  const policies = plan?.requirements.map(({ policy }) => line(policy)) ?? [];
  return `${policies.join(', ')}; config ${plan?.configDigest.slice(0, 12)}`;
}

function escalated({ escalation }: RequestView): { at: string; what: string }[] {
  if (escalation === undefined) return [];
  const { at, id } = escalation;
  return [{ at, what: `not decided in time: escalated${id === undefined ? '' : ` as ${line(id)}`}` }];
}

function decided({ decisions }: RequestView) {
  return decisions.map(({ at, decidedBy, decision, ...came }) => ({
    at,
    what: `${line(decidedBy)} ${decision === 'approve' ? 'approved' : 'rejected'}, by ${through(came)}`,
  }));
}

function refused({ refused: attempts }: RequestView) {
  return attempts.map((attempt) => ({ at: attempt.at, what: refusalLine(attempt) }));
}
