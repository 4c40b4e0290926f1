import type { RequestView } from '../../client';
import { requiredConfirmValue, wrongValuesText } from '../../rules/requests/confirm-value';
import { endedByText } from '../../rules/requests/explain';
import { barred, visibleLine as line } from '../../rules/text';
import { DECIDED } from '../../rules/verdict-text';
import { revisionLines } from './changes';
import { type FollowUp, decidingCommands, resolveCommand } from './commands';
import { argumentsOf } from './content';
import { evidenceLines } from './evidence';
import { deadlineLines, decisionLines, endLines, neededLines, originText, policyLines } from './plan';
import { answerLines, formLines } from './response-form';
import { type TextStyle, fieldWriter, paintSeverity, paintStatus, quoted } from './table';
import { formatAbsolute, formatTimestamp } from './time';
import { useEvents, useText } from './use';
import { refusalLine } from './verdict';

/** The text of a request for the person who decides: content, policies, decisions, deadline and commands. */
export function requestText(out: TextStyle, request: RequestView, around: FollowUp): string {
  const { bold, dim } = out.colours;
  const { action, resource, requesterId, runId, status } = request;
  const what = resource === undefined ? line(action) : `${line(action)} on ${line(resource)}`;
  const field = fieldWriter(out);
  return [
    `${bold(what)}  ${paintStatus(out, status)}`,
    dim(line(request.id)),
    ...quoted(request.confirmation?.message),
    ...quoted(request.description),
    '',
    ...field('severity', severityOf(out, request)),
    ...field('requested by', [`${line(requesterId)}, ${formatTimestamp(request.requestedAt, around.now)}`]),
    ...field('for run', runId === undefined ? [] : [line(runId)]),
    ...field('why', policyLines(request)),
    ...field('type this', valueToType(request)),
    ...field('escalated', escalated(request, around)),
    ...field('decided', decisionLines(request, around.now)),
    ...field('outcome', endLines(request, around.now)),
    ...field('use', useLines(request, around)),
    ...field('still needed', neededLines(request)),
    ...field('expires', deadlineLines(request, around.now)),
    ...field('unknown', unknownInRequest(request)),
    '',
    dim('arguments'),
    ...argumentsOf(out, request),
    ...changesOf(out, request, around.now),
    ...evidenceLines(out, request),
    ...formLines(out, request),
    ...answerLines(out, request),
    ...commentLines(out, request, around.now),
    '',
    dim('timeline'),
    ...timeline(request),
    ...(around.link === undefined ? [] : ['', ...field(around.link.name, [around.link.url])]),
    ...decidingCommands(request, around, field, !request.unknown?.includes('context')),
    ...field('resolve', resolving(request, around)),
  ].join('\n');
}

/** What each edit changed. The arguments are those after the last one. */
function changesOf(out: TextStyle, request: RequestView, now: number): string[] {
  const lines = revisionLines(out, request, now);
  return lines.length === 0 ? [] : ['', out.colours.dim('edits of the arguments'), ...lines];
}

function commentLines(out: TextStyle, { comments = [] }: RequestView, now: number): string[] {
  if (comments.length === 0) return [];
  return [
    '',
    out.colours.dim('comments'),
    ...comments.flatMap(({ by, at, text, ...origin }) => [
      `  ${line(by)}, ${formatTimestamp(at, now)}, ${originText(origin)}`,
      ...barred(text).map((each) => `  ${each}`),
    ]),
  ];
}

function severityOf(out: TextStyle, { plan }: RequestView): string[] {
  const severity = plan?.presentation?.severity;
  return severity === undefined ? [] : [paintSeverity(out, severity)];
}

/** The escalation that its deadline has opened, and its resolution. */
function escalated({ escalation }: RequestView, { now }: FollowUp): string[] {
  if (escalation === undefined) return [];
  const { at, id, action, resolvedBy } = escalation;
  const as = id === undefined ? '' : `as ${line(id)}, `;
  const resolved =
    action === undefined ? '' : `; resolved by ${line(resolvedBy ?? 'an unknown person')}: ${action}`;
  return [`${as}${formatTimestamp(at, now)}${resolved}`];
}

function useLines(request: RequestView, { now }: FollowUp): string[] {
  const text = useText(request, (iso) => formatTimestamp(iso, now));
  return text === undefined ? [] : [text];
}

/** The command that resolves its escalation, while that is open. */
function resolving({ status, escalation }: RequestView, place: FollowUp): string[] {
  const isOpen = status === 'pending' && escalation !== undefined && escalation.action === undefined;
  return isOpen && escalation.id !== undefined ? [resolveCommand(escalation.id, place)] : [];
}

/** The value that the person must type to confirm. */
function valueToType(request: RequestView): string[] {
  const value = requiredConfirmValue(request);
  if (value === undefined || request.status !== 'pending') return [];
  return [`${line(value)}${wrongValuesText(request)}`];
}

/** Names the fields that are unknown because no worker answered. */
export function unknownInRequest({ unknown, status, archivedAt }: RequestView): string[] {
  if (archivedAt !== undefined)
    return [
      `Temporal no longer has this request. This is its record in the audit log, stored on ${formatAbsolute(archivedAt)}.`,
    ];
  if (unknown === undefined) return [];
  if (unknown.every((name) => name === 'use'))
    return ['Temporal did not answer in time, so it is unknown whether the approval was used.'];
  const inWords: Record<string, string> = {
    plan: 'which policies apply',
    needed: 'which approvals are still needed',
    decisions: 'later decisions',
    refused: 'refused attempts',
    context: 'its arguments',
    description: 'its whole description',
    confirmation: 'what must be confirmed',
    expiresAt: 'when it expires',
    use: 'whether the approval was used',
  };
  const what = unknown.flatMap((name) => inWords[name] ?? []).join(', ');
  const advice = status === 'pending' ? ' Start one (`hitl worker`) or run `hitl doctor`.' : '';
  return [`No worker answered, so these are unknown now: ${what}.${advice}`];
}

export interface TimelineEvent {
  /** Absent if it happened right after the event before. */
  at?: string;
  what: string;
}

/** The lines of a request's timeline. */
export function timeline(request: RequestView): string[] {
  return requestEvents(request).map(
    ({ at, what }) => `  ${(at ? formatAbsolute(at) : '').padEnd(25)}${what}`,
  );
}

/** All events of a request, in order, with those of its use. */
export function requestEvents(request: RequestView): TimelineEvent[] {
  return [...eventsUntilEnd(request), ...useEvents(request)];
}

/** The events of a request until its end, in order. */
export function eventsUntilEnd(request: RequestView): TimelineEvent[] {
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
  if (plan?.automatic) return `${plan.automatic.status} by ${line(plan.automatic.name)}, no one is asked`;
  const policies = plan?.requirements.map(({ policy }) => line(policy)) ?? [];
  return `${policies.join(', ')}; config ${plan?.configDigest.slice(0, 12)}`;
}

function escalatedEvent({ escalation }: RequestView): { at: string; what: string }[] {
  if (escalation === undefined) return [];
  const { at, id } = escalation;
  return [{ at, what: `not decided in time: escalated${id === undefined ? '' : ` as ${line(id)}`}` }];
}

function decided({ decisions }: RequestView) {
  return decisions.map(({ at, decidedBy, decision, ...origin }) => ({
    at,
    what: `${line(decidedBy)} ${DECIDED[decision]} ${originText(origin)}`,
  }));
}

function refused({ refused: attempts }: RequestView) {
  return attempts.map((attempt) => ({ at: attempt.at, what: refusalLine(attempt) }));
}
