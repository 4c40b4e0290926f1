import type { EscalationEvent, EscalationInput, EscalationRecord } from '../../contract/escalation';
import { utf8Bytes } from '../../contract/limits';
import { signedWithText } from '../signing';
import { truncateToBytes, escapeMarkdown as md, fenced, visibleLine } from '../text';
import { escalationEnded } from './explain';
import { nextStepText } from './next-step-text';
import { assigneesWithPeople } from './people';
import { isOpenEscalation } from './record';

/** Temporal refuses a summary over 400 bytes and details over 20,000. */
const SUMMARY_BYTES = 199;
const CONTEXT_BYTES = 8 * 1024;
const SHOWN_EVENTS = 30;

/** The escalation in one line: `manager: cost 120 is at or above 100 (run-42)`. */
export function escalationSummary({ level, reason, runId }: EscalationInput): string {
  const run = ` (${truncateToBytes(visibleLine(runId), 60)})`;
  return `${truncateToBytes(`${level}: ${visibleLine(reason)}`, SUMMARY_BYTES - utf8Bytes(run))}${run}`;
}

/** The escalation as Markdown for the Temporal UI. What an agent wrote is escaped, never rendered. */
export function escalationDetails(input: EscalationInput): string {
  const { runId, requestId, reason, escalatedBy, triggers, context } = input;
  const lines = [
    `**${md(truncateToBytes(reason, 1500))}**`,
    '',
    requestId === undefined ? `- Run ${md(runId)}` : `- Request ${md(requestId)}`,
    ...(escalatedBy === undefined ? [] : [`- Escalated by ${md(escalatedBy)}`]),
    ...triggers
      .slice(0, 20)
      .map(
        ({ name, level, reason: why }) =>
          `- Trigger ${md(name)} (${level}): ${md(truncateToBytes(why, 300))}`,
      ),
  ];
  if (context === undefined || Object.keys(context).length === 0) return lines.join('\n');
  const json = JSON.stringify(context, undefined, 2);
  const note =
    utf8Bytes(json) > CONTEXT_BYTES
      ? "\n\nThe context is cut here. All of it is in the workflow's input."
      : '';
  return `${lines.join('\n')}\n\n${fenced(truncateToBytes(json, CONTEXT_BYTES), 'json')}${note}`.slice(
    0,
    19_000,
  );
}

/** The current state of an escalation as Markdown for the Temporal UI: status, assignees, deadline, history. */
export function describeEscalation(record: EscalationRecord): string {
  const events = record.history.slice(-SHOWN_EVENTS).map((event) => `- ${event.at} ${describeEvent(event)}`);
  const refusals = record.refused
    .slice(-5)
    .map(
      ({ at, by, attempt, outcome, message }) =>
        `- ${at} ${md(by ?? 'unknown person')}, ${attempt}: **${outcome}**. ${md(message)}`,
    );
  const lines = [
    headline(record),
    ...(record.plan?.signed && isOpenEscalation(record) ? ['', MUST_BE_SIGNED] : []),
    '',
    '### History',
    '',
    ...events,
    ...(refusals.length > 0 ? ['', '### Refused attempts', '', ...refusals] : []),
  ];
  return truncateToBytes(lines.join('\n'), 19_000);
}

/** Tells readers of the Temporal UI that unsigned signals and updates are refused. */
const MUST_BE_SIGNED =
  'Decisions must be signed: a signal or an update sent from the Temporal UI is refused. Use the inbox.';

function headline(record: EscalationRecord): string {
  const { status, level, dueAt, plan } = record;
  if (status === 'resolved' || status === 'cancelled')
    return `## ${status}\n\n${md(escalationEnded(record))}`;
  if (plan === undefined) return `## pending at ${level}\n\nThe assignees are being looked up.`;
  const who = assigneesWithPeople(record).map(md).join(', ');
  if (status === 'acknowledged')
    return `## acknowledged at ${level}\n\nAcknowledged by ${md(record.acknowledgedBy ?? '')}.${dueAt ? ` If it is not resolved by ${dueAt}, ${md(nextStepText(record))}.` : ''}`;
  const then =
    dueAt === undefined
      ? 'It has no deadline and waits.'
      : `If nobody acknowledges it by ${dueAt}, ${md(nextStepText(record))}.`;
  const unresolved = (plan.unresolved ?? []).map(md).join(', ');
  const unanswered = unresolved && `\n\nThe directory has not answered yet about ${unresolved}.`;
  return `## pending at ${level}\n\nAssigned to ${who}. ${then}${unanswered}`;
}

/**
 * One event as a line of text, by default Markdown.
 *
 * @param text escapes what people and agents wrote
 * @param name shows the person who acted
 */
export function describeEvent(
  event: EscalationEvent,
  text: Show = md,
  name: Show = (written) => `**${md(written)}**`,
): string {
  const signature = ({ keyId }: { keyId?: string }) => text(signedWithText(keyId));
  switch (event.what) {
    case 'opened':
      return `opened at ${event.level}: ${text(event.reason)}`;
    case 'skipped':
      return `${event.level} skipped: it has no assignees`;
    case 'notified':
      return `${event.level} notified: ${assigneesOf(event, text)}`;
    case 'reminded':
      return `${event.level} reminded`;
    case 'acknowledged':
      return `acknowledged by ${name(event.by)}${signature(event)}${event.notes ? `: ${text(event.notes)}` : ''}`;
    case 'lapsed':
      return `the acknowledgement of ${text(event.by)} lapsed`;
    case 'promoted':
      return `promoted from ${event.from} to ${event.to} ${event.by ? `by ${name(event.by)}` : 'because nobody acknowledged'}${signature(event)}${event.reason ? `: ${text(event.reason)}` : ''}`;
    case 'repeated':
      return `the ladder starts again at ${event.level} (repeat ${event.round})`;
    case 'raised':
      return `raised from ${event.from} to ${event.to}${causeOf(event, text, name)}`;
    case 'added':
      return `escalated again (${event.level})${causeOf(event, text, name)}`;
    case 'reassigned':
      return `assigned to ${assigneesOf(event, text)} by ${name(event.by)}${signature(event)}${event.reason ? `: ${text(event.reason)}` : ''}`;
    case 'finally':
      return `nobody acknowledged: ${event.action}`;
    case 'resolved':
      return `resolved by ${name(event.by)}${signature(event)}, ${event.action}: ${text(event.resolution)}`;
    case 'cancelled':
      return `cancelled by ${text(event.by)}${event.reason ? `: ${text(event.reason)}` : ''}`;
    case 'omitted':
      return `… ${event.count} events are left out here`;
  }
}

type Show = (written: string) => string;

function assigneesOf({ assignees, more }: { assignees: string[]; more?: number }, text: Show): string {
  return [...assignees.map(text), ...(more === undefined ? [] : [`${more} more`])].join(', ');
}

/** Who escalated again, why, and which triggers fired. */
function causeOf(
  { reason, by, triggers = [] }: { reason: string; by?: string; triggers?: string[] },
  text: Show,
  name: Show,
): string {
  const who = by === undefined ? '' : ` by ${name(by)}`;
  const why = triggers.length === 0 ? '' : ` (${triggers.map(text).join(', ')})`;
  return `${who}: ${text(reason)}${why}`;
}
