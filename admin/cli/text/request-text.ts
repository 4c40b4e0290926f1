import type { RequestView } from '../../../client';
import { valueToType, wrongSoFar } from '../../../rules/requests/typed-value';
import { visibleLine as line } from '../../../rules/visible';
import type { Output } from '../output';
import type { SamePlace } from '../same-place';
import { argumentsOf, quoted } from './arguments';
import { deadline } from './deadline';
import { decidingCommands } from './deciding-commands';
import { decisions, outcome, stillNeeded, why } from './plan-text';
import { fieldsOf } from './field';
import { resolveCommand } from './resolving-commands';
import { when } from './span';
import { paintStatus } from './status';
import { timeline } from './timeline';

/** What the text of a request says beside the request. */
export interface Surroundings extends SamePlace {
  now: number;
  /** Where a browser shows it. */
  link?: { name: string; url: string };
}

/** A request for the person who decides: what, who, why, since when, until when, and what to do. */
export function requestText(out: Output, request: RequestView, around: Surroundings): string {
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
    ...field('requested by', [`${line(requesterId)}, ${when(request.requestedAt, around.now)}`]),
    ...field('for run', runId === undefined ? [] : [line(runId)]),
    ...field('why', why(request)),
    ...field('to be typed', toBeTyped(request)),
    ...field('escalated', escalated(request, around)),
    ...field('decided', decisions(request, around.now)),
    ...field('outcome', outcome(request, around.now)),
    ...field('still needed', stillNeeded(request)),
    ...field('expires', deadline(request, around.now)),
    ...field('unknown', untold(request)),
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
function escalated({ escalation }: RequestView, { now }: Surroundings): string[] {
  if (escalation === undefined) return [];
  const { at, id, action, resolvedBy } = escalation;
  const as = id === undefined ? '' : `as ${line(id)}, `;
  const resolved = action === undefined ? '' : `; resolved by ${line(resolvedBy ?? 'nobody')}: ${action}`;
  return [`${as}${when(at, now)}${resolved}`];
}

/** The command for its escalation, while that is open. */
function resolving({ status, escalation }: RequestView, place: Surroundings): string[] {
  const isOpen = status === 'pending' && escalation !== undefined && escalation.action === undefined;
  return isOpen && escalation.id !== undefined ? [resolveCommand(escalation.id, place)] : [];
}

/** What whoever confirms must type. */
function toBeTyped(request: RequestView): string[] {
  const value = valueToType(request);
  if (value === undefined || request.status !== 'pending') return [];
  return [`${line(value)}${wrongSoFar(request)}`];
}

/** What only a worker could tell, and none did. */
export function untold({ unknown, status }: RequestView): string[] {
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
