import type { RequestView } from '../../client';
import { requiredConfirmValue, wrongValuesText } from '../../rules/requests/confirm-value';
import { endedByText } from '../../rules/requests/explain';
import { visibleLine as line } from '../../rules/text';
import { type FollowUp, decidingCommands, resolveCommand } from './commands';
import { deadlineLines, decisionLines, endLines, neededLines, channelText, policyLines } from './plan';
import { type TextStyle, argumentsOf, fieldsOf, paintStatus, quoted } from './table';
import { formatAbsolute, formatTimestamp } from './time';
import { refusalLine } from './verdict';

/** A request for the person who decides: what, who, why, since when, until when, and what to do. */
export function requestText(out: TextStyle, request: RequestView, around: FollowUp): string {
  const { bold, dim } = out.colours;
  const { action, resource, requesterId, runId, status } = request;
  const what = resource === undefined ? line(action) : `${line(action)} on ${line(resource)}`;
  const field = fieldsOf(out);
  return [
    `${bold(what)}  ${paintStatus(out, status)}`,
    dim(line(request.id)),
    ...quoted(request.confirmation?.message),
    ...quoted(request.description),
    '',
    ...field('requested by', [`${line(requesterId)}, ${formatTimestamp(request.requestedAt, around.now)}`]),
    ...field('for run', runId === undefined ? [] : [line(runId)]),
    ...field('why', policyLines(request)),
    ...field('to be typed', toBeTyped(request)),
    ...field('escalated', escalated(request, around)),
    ...field('decided', decisionLines(request, around.now)),
    ...field('outcome', endLines(request, around.now)),
    ...field('still needed', neededLines(request)),
    ...field('expires', deadlineLines(request, around.now)),
    ...field('unknown', unknownInRequest(request)),
    '',
    dim('arguments'),
    ...argumentsOf(request),
    '',
    dim('timeline'),
    ...timeline(request),
    ...(around.link === undefined ? [] : ['', ...field(around.link.name, [around.link.url])]),
    ...decidingCommands(request, around, field),
    ...field('resolve', resolving(request, around)),
  ].join('\n');
}

/** Which escalation its deadline has opened, and how that was resolved. */
function escalated({ escalation }: RequestView, { now }: FollowUp): string[] {
  if (escalation === undefined) return [];
  const { at, id, action, resolvedBy } = escalation;
  const as = id === undefined ? '' : `as ${line(id)}, `;
  const resolved = action === undefined ? '' : `; resolved by ${line(resolvedBy ?? 'nobody')}: ${action}`;
  return [`${as}${formatTimestamp(at, now)}${resolved}`];
}

/** The command for its escalation, while that is open. */
function resolving({ status, escalation }: RequestView, place: FollowUp): string[] {
  const isOpen = status === 'pending' && escalation !== undefined && escalation.action === undefined;
  return isOpen && escalation.id !== undefined ? [resolveCommand(escalation.id, place)] : [];
}

/** What whoever confirms must type. */
function toBeTyped(request: RequestView): string[] {
  const value = requiredConfirmValue(request);
  if (value === undefined || request.status !== 'pending') return [];
  return [`${line(value)}${wrongValuesText(request)}`];
}

/** What only a worker could tell, and none did. */
export function unknownInRequest({ unknown, status }: RequestView): string[] {
  if (unknown === undefined) return [];
  const inWords: Record<string, string> = {
    plan: 'which policies apply',
    needed: 'who is still needed',
    decisions: 'what people decided since',
    refused: 'what was refused',
    context: 'its arguments',
    description: 'its whole description',
    confirmation: 'what must be confirmed',
    expiresAt: 'when it expires',
  };
  const what = unknown.flatMap((name) => inWords[name] ?? []).join(', ');
  const cure = status === 'pending' ? ' Start one (`hitl worker`), or ask `hitl doctor`.' : '';
  return [`No worker answered, so this cannot be told now: ${what}.${cure}`];
}

export interface TimelineEvent {
  /** Absent: right after the event before. */
  at?: string;
  what: string;
}

/** All that happened to a request, in order. */
export function timeline(request: RequestView): string[] {
  return requestEvents(request).map(
    ({ at, what }) => `  ${(at ? formatAbsolute(at) : '').padEnd(25)}${what}`,
  );
}

/** The same as data. */
export function requestEvents(request: RequestView): TimelineEvent[] {
  const { requestedAt, requesterId, plan, end } = request;
  const first: TimelineEvent[] = [{ at: requestedAt, what: `requested by ${line(requesterId)}` }];
  if (plan) first.push({ what: `planned: ${planned(request)}` });
  const attempts = [...decided(request), ...refused(request), ...escalatedEvent(request)].sort((a, b) =>
    a.at < b.at ? -1 : 1,
  );
  const last: TimelineEvent[] = end
    ? [{ at: end.at, what: `${end.status} by ${line(endedByText(request))}` }]
    : [];
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

function escalatedEvent({ escalation }: RequestView): { at: string; what: string }[] {
  if (escalation === undefined) return [];
  const { at, id } = escalation;
  return [{ at, what: `not decided in time: escalated${id === undefined ? '' : ` as ${line(id)}`}` }];
}

function decided({ decisions }: RequestView) {
  return decisions.map(({ at, decidedBy, decision, ...came }) => ({
    at,
    what: `${line(decidedBy)} ${decision === 'approve' ? 'approved' : 'rejected'}, by ${channelText(came)}`,
  }));
}

function refused({ refused: attempts }: RequestView) {
  return attempts.map((attempt) => ({ at: attempt.at, what: refusalLine(attempt) }));
}
