import type { EscalationView } from '../../client';
import type { Resolution } from '../../contract/escalation';
import { describeEvent } from '../../rules/escalations/details';
import { escalationEnded } from '../../rules/escalations/explain';
import { nextStepText } from '../../rules/escalations/next-step-text';
import { assigneesWithPeople } from '../../rules/escalations/people';
import { signedWithText } from '../../rules/signing';
import { shellQuote, visibleLine as line } from '../../rules/text';
import { type FollowUp, resolvingCommands } from './commands';
import { valueBlock } from './content';
import { outcomeChoices } from './outcomes';
import type { TimelineEvent } from './request';
import { type TextStyle, type Field, fieldWriter, paintStatus } from './table';
import { formatAbsolute, formatTimestamp } from './time';
import { refusalLine } from './verdict';

/** The text of an escalation for the person who resolves it: reason, assignees, deadline and commands. */
export function escalationText(out: TextStyle, escalation: EscalationView, around: FollowUp): string {
  const { bold, dim } = out.colours;
  const { id, status, level, reason, runId, requestId, escalatedBy, startedAt, cancelled } = escalation;
  const { resolution } = escalation;
  const field = fieldWriter(out);
  return [
    `${bold(line(reason))}  ${paintStatus(out, status)} at ${level}`,
    dim(line(id)),
    '',
    ...field(requestId === undefined ? 'for run' : 'for request', [line(requestId ?? runId)]),
    ...field('opened', [formatTimestamp(startedAt, around.now)]),
    ...field('escalated by', escalatedBy === undefined ? [] : [line(escalatedBy)]),
    ...field('also', otherTriggers(escalation)),
    ...field('assigned to', assignedTo(escalation)),
    ...field('deadline', deadline(escalation, around.now)),
    ...field('resolved', resolution ? [resolutionLine(resolution, around.now)] : []),
    ...field('cancelled', cancelled ? [line(escalationEnded(escalation))] : []),
    ...field('unknown', unknownInEscalation(escalation)),
    ...valueBlock(out, dim('modification'), resolution?.modification),
    ...valueBlock(out, dim('context'), escalation.context),
    '',
    dim('timeline'),
    ...timeline(escalation),
    ...(isOpen(escalation) ? ['', ...outcomes(escalation, field)] : []),
    ...(around.link === undefined ? [] : ['', ...field(around.link.name, [around.link.url])]),
    ...commands(escalation, around, field),
  ].join('\n');
}

function isOpen({ status }: EscalationView): boolean {
  return status === 'pending' || status === 'acknowledged';
}

function assignedTo(escalation: EscalationView): string[] {
  const { assignees, acknowledgedBy } = escalation;
  if (!isOpen(escalation) || assignees.length === 0) return [];
  const by = acknowledgedBy === undefined ? '' : `; acknowledged by ${line(acknowledgedBy)}`;
  return [`${assigneesWithPeople(escalation).map(line).join(', ')}${by}`];
}

function deadline(escalation: EscalationView, now: number): string[] {
  const { dueAt } = escalation;
  if (!isOpen(escalation) || dueAt === undefined) return [];
  return [`${formatTimestamp(dueAt, now)}. ${afterDeadline(escalation)}.`];
}

/** What happens at the deadline: `If nobody acknowledges it by then, it goes to di (manager)`. */
export function afterDeadline(escalation: EscalationView): string {
  const missing =
    escalation.status === 'acknowledged' ? 'it is not resolved by then' : 'nobody acknowledges it by then';
  return `If ${missing}, ${line(nextStepText(escalation))}`;
}

/** Names the fields that are unknown because no worker answered. */
export function unknownInEscalation({ unknown }: EscalationView): string[] {
  if (unknown === undefined) return [];
  const inWords: Record<string, string> = {
    assignees: 'the assignees',
    acknowledgedBy: 'who acknowledged it',
    history: 'later events',
    refused: 'refused attempts',
    context: 'its context',
  };
  const what = unknown.flatMap((name) => inWords[name] ?? []).join(', ');
  return [`No worker answered, so these are unknown now: ${what}.`];
}

function timeline(escalation: EscalationView): string[] {
  return escalationEvents(escalation).map(
    ({ at, what }) => `  ${at ? formatAbsolute(at).padEnd(25) : ''}${what}`,
  );
}

/** All events of an escalation, in order. @param withReason false where the reason of the escalation is said elsewhere */
export function escalationEvents(
  { history, refused, refusedCount }: EscalationView,
  { withReason = true } = {},
): TimelineEvent[] {
  const happened = history.map((event) => ({
    at: event.at,
    what:
      event.what === 'opened' && !withReason ? `opened at ${event.level}` : describeEvent(event, line, line),
  }));
  const refusals = refused.map((attempt) => ({ at: attempt.at, what: refusalLine(attempt) }));
  const rows = [...happened, ...refusals].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const unrecorded = refusedCount - refused.length;
  return unrecorded > 0 ? [...rows, { what: `and ${unrecorded} more refused attempts, not recorded` }] : rows;
}

/** The triggers that the reason of the escalation does not tell: each with its name, level and reason. */
export function otherTriggers({ reason, triggers }: EscalationView): string[] {
  return triggers
    .filter((trigger) => !reason.includes(trigger.reason))
    .map(({ name, level, reason: why }) => `${line(name)} (${level}): ${line(why)}`);
}

/** What each way to resolve it does. */
function outcomes(escalation: EscalationView, field: Field): string[] {
  return outcomeChoices(escalation).flatMap(({ action, effect }) => field(action, [effect]));
}

/** The commands that show what it is about, acknowledge it and resolve it. */
function commands(escalation: EscalationView, around: FollowUp, field: Field): string[] {
  const { program, connection } = around;
  const run = escalation.requestId === undefined ? 'run show' : 'show';
  const about = `${program} ${run} ${shellQuote(escalation.requestId ?? escalation.runId)}${connection}`;
  if (!isOpen(escalation)) return field('about', [about]);
  return [...field('about', [about]), ...resolvingCommands(escalation, around, field)];
}

/** How an escalation was resolved: the action, the person, the time and what was found. */
export function resolutionLine(
  { action, resolvedBy, by, at, resolution, keyId }: Resolution,
  now: number,
): string {
  const who =
    by === 'system'
      ? 'the config, because nobody acknowledged it'
      : line(`${resolvedBy}${signedWithText(keyId)}`);
  return `${action}, by ${who}, ${formatTimestamp(at, now)}: ${line(resolution)}`;
}
