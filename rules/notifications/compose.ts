import { defined } from '../../contract/defined';
import type { EscalationRecord } from '../../contract/escalation';
import type { NotificationEvent } from '../../contract/names';
import type { MessageText, Subject, SubjectRecord } from '../../contract/notification';
import type { RequestRecord } from '../../contract/request';
import { nextStepText } from '../escalations/next-step-text';
import { assigneesWithPeople } from '../escalations/people';
import { describe } from '../presentation/content';
import { keyFacts } from '../presentation/facts';
import { contentLines, type LineStyle, PLAIN } from '../presentation/lines';
import { decidedAlready, neededText } from '../requests/explain';
import { EXPIRY_TEXT, expiryOutcome } from '../requests/record';
import { shellQuote } from '../text';

/** How the reader of a message wants times and numbers. */
export interface Reader {
  /** An IANA time zone. Default UTC. */
  timeZone?: string | undefined;
  /** A BCP 47 language tag. Default British English. */
  locale?: string | undefined;
}

/** The text of a message before a template is applied. */
export function compose(about: SubjectRecord, event: NotificationEvent, reader: Reader = {}): MessageText {
  return about.kind === 'request'
    ? composeRequest(about.record, event, reader)
    : composeEscalation(about.record, event, reader);
}

function composeRequest(record: RequestRecord, event: NotificationEvent, reader: Reader): MessageText {
  const { action, resource, description, confirmation, context } = record;
  const text = [confirmation?.message, description].filter(Boolean).join('\n\n');
  return {
    title: `${requestHeadline(record, event)}: ${resource === undefined ? action : `${action} on ${resource}`}`,
    ...(text !== '' && { text }),
    facts: [
      ...keyFactsOf(record, reader),
      ...requestFacts(record),
      ...(record.status === 'pending' ? openFacts(record, reader) : endedFacts(record, reader)),
    ],
    ...detailsOf(context, reader),
  };
}

/** The severity, and the facts that the policies name. */
function keyFactsOf({ plan, context }: RequestRecord, reader: Reader): MessageText['facts'] {
  const { severity, highlight } = plan?.presentation ?? {};
  const facts = highlight === undefined ? [] : keyFacts(context, highlight);
  return [
    ...(severity === undefined ? [] : [{ label: 'Severity', value: severity }]),
    ...facts.map(({ label, content }) => ({
      label,
      value: contentLines(content, styleFor(reader)).join(' ⏎ '),
    })),
  ];
}

function detailsOf(context: Record<string, unknown>, reader: Reader): Pick<MessageText, 'details'> {
  if (Object.keys(context).length === 0) return {};
  return { details: contentLines(describe(context), styleFor(reader)).join('\n') };
}

function styleFor(reader: Reader): LineStyle {
  const { locale } = reader;
  return { ...PLAIN, ...defined({ locale }), time: (iso) => formatTime(iso, reader) };
}

function requestHeadline({ kind, status, stage }: RequestRecord, event: NotificationEvent): string {
  const noun = kind === 'confirmation' ? 'Confirmation' : 'Approval';
  if (status !== 'pending') return status[0]?.toUpperCase() + status.slice(1);
  if (event === 'reminder') return `Reminder: ${noun.toLowerCase()} needed`;
  if (event === 'expiring') return `Expires soon: ${noun.toLowerCase()} needed`;
  return event === 'stage_opened' ? `${noun} needed, stage ${stage}` : `${noun} needed`;
}

function requestFacts({ requesterId, runId, plan }: RequestRecord): MessageText['facts'] {
  const policies = plan?.matched.map(({ policy }) => policy).join(', ');
  return [
    { label: 'Requested by', value: requesterId },
    ...(runId === undefined ? [] : [{ label: 'Run', value: runId }]),
    ...(policies ? [{ label: 'Policies', value: policies }] : []),
  ];
}

function openFacts(record: RequestRecord, reader: Reader): MessageText['facts'] {
  const approvals = record.decisions.filter((d) => d.decision === 'approve' && d.void === undefined);
  return [
    ...(approvals.length === 0
      ? []
      : [{ label: 'Approved by', value: approvals.map(({ decidedBy }) => decidedBy).join(', ') }]),
    { label: 'Still needed', value: record.needed.map(neededText).join('; ') },
    ...(record.confirmation?.confirmValue === undefined
      ? []
      : [{ label: 'To confirm, type', value: record.confirmation.confirmValue }]),
    ...(record.expiresAt === undefined
      ? []
      : [
          {
            label: 'Decide by',
            value: `${formatTime(record.expiresAt, reader)}; then ${EXPIRY_TEXT[expiryOutcome(record)]}`,
          },
        ]),
  ];
}

function endedFacts(record: RequestRecord, reader: Reader): MessageText['facts'] {
  const notes = record.decisions.flatMap(({ notes: note, decidedBy }) =>
    note ? [{ label: `Note by ${decidedBy}`, value: note }] : [],
  );
  return [
    { label: 'Outcome', value: decidedAlready(record) },
    ...(record.end ? [{ label: 'Ended', value: formatTime(record.end.at, reader) }] : []),
    ...notes,
  ];
}

const HEADLINES: Partial<Record<NotificationEvent, string>> = {
  reminder: 'Reminder: escalation',
  promoted: 'Escalation promoted',
  lapsed: 'Escalation acknowledged but not resolved',
};

function composeEscalation(record: EscalationRecord, event: NotificationEvent, reader: Reader): MessageText {
  const { reason, runId, requestId, level, triggers, escalatedBy, context = {} } = record;
  return {
    title: `${escalationHeadline(record, event)} (${level.replace('_', ' ')}): ${requestId ?? runId}`,
    text: reason,
    facts: [
      { label: requestId === undefined ? 'Run' : 'Request', value: requestId ?? runId },
      ...(escalatedBy === undefined ? [] : [{ label: 'Escalated by', value: escalatedBy }]),
      ...(triggers.length === 0
        ? []
        : [{ label: 'Triggers', value: triggers.map(({ name }) => name).join(', ') }]),
      ...escalationFacts(record, reader),
    ],
    ...detailsOf(context, reader),
  };
}

function escalationHeadline({ status }: EscalationRecord, event: NotificationEvent): string {
  if (status === 'resolved') return 'Resolved';
  if (status === 'cancelled') return 'Cancelled';
  return HEADLINES[event] ?? 'Escalation';
}

function escalationFacts(record: EscalationRecord, reader: Reader): MessageText['facts'] {
  const { resolution, cancelled, acknowledgedBy, dueAt } = record;
  if (resolution) {
    const { action, resolvedBy, resolution: text, at } = resolution;
    return [{ label: 'Resolved', value: `${action} by ${resolvedBy}, ${formatTime(at, reader)}: ${text}` }];
  }
  if (cancelled)
    return [
      {
        label: 'Cancelled',
        value: `${cancelled.reason ?? 'no reason given'}, ${formatTime(cancelled.at, reader)}`,
      },
    ];
  return [
    { label: 'Assigned to', value: assigneesWithPeople(record).join(', ') },
    ...(acknowledgedBy === undefined ? [] : [{ label: 'Acknowledged by', value: acknowledgedBy }]),
    ...(dueAt === undefined
      ? []
      : [{ label: 'Until', value: `${formatTime(dueAt, reader)}; then ${nextStepText(record)}` }]),
  ];
}

/** A time for people: `23 Nov 2026, 15:00 Europe/Berlin (14:00 UTC)`. */
function formatTime(iso: string, { timeZone = 'UTC', locale = 'en-GB' }: Reader): string {
  const date = new Date(iso);
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const utc = timeZone === 'UTC' ? '' : ` (${iso.slice(11, 16)} UTC)`;
  return `${format.format(date)} ${timeZone}${utc}`;
}

/** The command that shows a subject. Messages contain it where there is no admin server to link to. */
export function showCommand({ id }: Pick<Subject, 'id'>): string {
  // An id that begins with a dash would be read as a flag.
  return /^\w/.test(shellQuote(id)) ? `hitl show ${shellQuote(id)}` : `hitl show -- ${shellQuote(id)}`;
}
