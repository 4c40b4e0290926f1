import type { EscalationEvent, EscalationInput, EscalationRecord } from '../../contract/escalation';
import { utf8Bytes } from '../../contract/limits';
import { isOpenEscalation } from './record';
import { assigneesWithPeople } from './people';
import { escalationEnded } from './explain';
import { signedWithText } from '../signing';
import { nextStepText } from './next-step-text';
import { truncateToBytes } from '../requests/details';
import { escapeMarkdown as md, fenced, visibleLine } from '../text';

/** Temporal refuses a summary over 400 bytes and details over 20,000. */
const SUMMARY_BYTES = 199;
const CONTEXT_BYTES = 8 * 1024;
const SHOWN_EVENTS = 30;

/** One line that says what is wrong: `manager: cost 120 is at or above 100 (run-42)`. */
export function escalationSummary({ level, reason, runId }: EscalationInput): string {
  const run = ` (${truncateToBytes(visibleLine(runId), 60)})`;
  return `${truncateToBytes(`${level}: ${visibleLine(reason)}`, SUMMARY_BYTES - utf8Bytes(run))}${run}`;
}

/** What is wrong, as Markdown for the Temporal UI. Nothing an agent wrote is rendered. */
export function escalationDetails(input: EscalationInput): string {
  const { runId, requestId, reason, escalatedBy, triggers, context } = input;
  const lines = [
    `**${md(truncateToBytes(reason, 1500))}**`,
    '',
    requestId === undefined ? `- run ${md(runId)}` : `- request ${md(requestId)}`,
    ...(escalatedBy === undefined ? [] : [`- escalated by ${md(escalatedBy)}`]),
    ...triggers
      .slice(0, 20)
      .map(
        ({ name, level, reason: why }) =>
          `- trigger ${md(name)} (${level}): ${md(truncateToBytes(why, 300))}`,
      ),
  ];
  if (context === undefined || Object.keys(context).length === 0) return lines.join('\n');
  const json = JSON.stringify(context, undefined, 2);
  const note = utf8Bytes(json) > CONTEXT_BYTES ? "\n\nCut: the whole is in the workflow's input." : '';
  return `${lines.join('\n')}\n\n${fenced(truncateToBytes(json, CONTEXT_BYTES), 'json')}${note}`.slice(
    0,
    19_000,
  );
}

/** How an escalation stands, as Markdown for the Temporal UI: status, who is asked, until when, what happened. */
export function describeEscalation(record: EscalationRecord): string {
  const events = record.history.slice(-SHOWN_EVENTS).map((event) => `- ${event.at} ${describeEvent(event)}`);
  const refusals = record.refused
    .slice(-5)
    .map(
      ({ at, by, attempt, outcome, message }) =>
        `- ${at} ${md(by ?? 'somebody')}, ${attempt}: **${outcome}**. ${md(message)}`,
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

/** Whoever would send a signal from the Temporal UI must not try in vain. */
const MUST_BE_SIGNED = 'It must be signed: what is sent from here is refused. Use the page for approvers.';

function headline(record: EscalationRecord): string {
  const { status, level, dueAt, plan } = record;
  if (status === 'resolved' || status === 'cancelled')
    return `## ${status}\n\n${md(escalationEnded(record))}`;
  if (plan === undefined) return `## pending at ${level}\n\nWho is asked is being looked up.`;
  const who = assigneesWithPeople(record).map(md).join(', ');
  if (status === 'acknowledged')
    return `## acknowledged at ${level}\n\n${md(record.acknowledgedBy ?? '')} has it${dueAt ? `. If it is not resolved by ${dueAt}, ${md(nextStepText(record))}` : ''}.`;
  const then =
    dueAt === undefined
      ? 'No clock runs: it waits.'
      : `If nobody acknowledges by ${dueAt}, ${md(nextStepText(record))}.`;
  const unresolved = (plan.unresolved ?? []).map(md).join(', ');
  const untold = unresolved && `\n\nThe directory has not answered yet who ${unresolved} is.`;
  return `## pending at ${level}\n\nAsked: ${who}. ${then}${untold}`;
}

/**
 * One thing that happened, as a line of Markdown; or as `text` makes what people and agents wrote, and `name` who did it,
 * safe to show elsewhere.
 */
export function describeEvent(
  event: EscalationEvent,
  text: Show = md,
  name: Show = (written) => `**${md(written)}**`,
): string {
  const key = ({ keyId }: { keyId?: string }) => text(signedWithText(keyId));
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
      return `acknowledged by ${name(event.by)}${key(event)}${event.notes ? `: ${text(event.notes)}` : ''}`;
    case 'lapsed':
      return `the acknowledgement of ${text(event.by)} lapsed`;
    case 'promoted':
      return `promoted from ${event.from} to ${event.to} ${event.by ? `by ${name(event.by)}` : 'as nobody acknowledged'}${key(event)}${event.reason ? `: ${text(event.reason)}` : ''}`;
    case 'repeated':
      return `round ${event.round}, from ${event.level}`;
    case 'raised':
      return `raised from ${event.from} to ${event.to}${causeOf(event, text, name)}`;
    case 'added':
      return `also (${event.level})${causeOf(event, text, name)}`;
    case 'reassigned':
      return `assigned to ${assigneesOf(event, text)} by ${name(event.by)}${key(event)}${event.reason ? `: ${text(event.reason)}` : ''}`;
    case 'finally':
      return `nobody acknowledged: ${event.action}`;
    case 'resolved':
      return `resolved by ${name(event.by)}${key(event)}, ${event.action}: ${text(event.resolution)}`;
    case 'cancelled':
      return `cancelled by ${text(event.by)}${event.reason ? `: ${text(event.reason)}` : ''}`;
    case 'omitted':
      return `… ${event.count} events that followed are not kept`;
  }
}

type Show = (written: string) => string;

function assigneesOf({ assignees, more }: { assignees: string[]; more?: number }, text: Show): string {
  return [...assignees.map(text), ...(more === undefined ? [] : [`${more} more`])].join(', ');
}

/** Why the run asked again, who did and which triggers fired. */
function causeOf(
  { reason, by, triggers = [] }: { reason: string; by?: string; triggers?: string[] },
  text: Show,
  name: Show,
): string {
  const who = by === undefined ? '' : ` by ${name(by)}`;
  const why = triggers.length === 0 ? '' : ` (${triggers.map(text).join(', ')})`;
  return `${who}: ${text(reason)}${why}`;
}
