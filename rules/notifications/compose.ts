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

/** The text of a message before a template is applied. `zone` is the time zone for its times. */
export function compose(about: SubjectRecord, event: NotificationEvent, zone?: string): MessageText {
  return about.kind === 'request'
    ? composeRequest(about.record, event, zone)
    : composeEscalation(about.record, event, zone);
}

function composeRequest(record: RequestRecord, event: NotificationEvent, zone?: string): MessageText {
  const { action, resource, description, confirmation, context } = record;
  const text = [confirmation?.message, description].filter(Boolean).join('\n\n');
  return {
    title: `${requestHeadline(record, event)}: ${resource === undefined ? action : `${action} on ${resource}`}`,
    ...(text !== '' && { text }),
    facts: [
      ...keyFactsOf(record, zone),
      ...requestFacts(record),
      ...(record.status === 'pending' ? openFacts(record, zone) : endedFacts(record, zone)),
    ],
    ...detailsOf(context, zone),
  };
}

/** The severity, and the facts that the policies name. */
function keyFactsOf({ plan, context }: RequestRecord, zone?: string): MessageText['facts'] {
  const { severity, highlight } = plan?.presentation ?? {};
  const facts = highlight === undefined ? [] : keyFacts(context, highlight);
  return [
    ...(severity === undefined ? [] : [{ label: 'Severity', value: severity }]),
    ...facts.map(({ label, content }) => ({
      label,
      value: contentLines(content, styleFor(zone)).join(' ⏎ '),
    })),
  ];
}

function detailsOf(context: Record<string, unknown>, zone?: string): Pick<MessageText, 'details'> {
  if (Object.keys(context).length === 0) return {};
  return { details: contentLines(describe(context), styleFor(zone)).join('\n') };
}

function styleFor(zone?: string): LineStyle {
  return { ...PLAIN, time: (iso) => formatTime(iso, zone) };
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

function openFacts(record: RequestRecord, zone?: string): MessageText['facts'] {
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
            value: `${formatTime(record.expiresAt, zone)}; then ${EXPIRY_TEXT[expiryOutcome(record)]}`,
          },
        ]),
  ];
}

function endedFacts(record: RequestRecord, zone?: string): MessageText['facts'] {
  const notes = record.decisions.flatMap(({ notes: note, decidedBy }) =>
    note ? [{ label: `Note by ${decidedBy}`, value: note }] : [],
  );
  return [
    { label: 'Outcome', value: decidedAlready(record) },
    ...(record.end ? [{ label: 'Ended', value: formatTime(record.end.at, zone) }] : []),
    ...notes,
  ];
}

const HEADLINES: Partial<Record<NotificationEvent, string>> = {
  reminder: 'Reminder: escalation',
  promoted: 'Escalation promoted',
  lapsed: 'Escalation acknowledged but not resolved',
};

function composeEscalation(record: EscalationRecord, event: NotificationEvent, zone?: string): MessageText {
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
      ...escalationFacts(record, zone),
    ],
    ...detailsOf(context, zone),
  };
}

function escalationHeadline({ status }: EscalationRecord, event: NotificationEvent): string {
  if (status === 'resolved') return 'Resolved';
  if (status === 'cancelled') return 'Cancelled';
  return HEADLINES[event] ?? 'Escalation';
}

function escalationFacts(record: EscalationRecord, zone?: string): MessageText['facts'] {
  const { resolution, cancelled, acknowledgedBy, dueAt } = record;
  if (resolution) {
    const { action, resolvedBy, resolution: text, at } = resolution;
    return [{ label: 'Resolved', value: `${action} by ${resolvedBy}, ${formatTime(at, zone)}: ${text}` }];
  }
  if (cancelled)
    return [
      {
        label: 'Cancelled',
        value: `${cancelled.reason ?? 'no reason given'}, ${formatTime(cancelled.at, zone)}`,
      },
    ];
  return [
    { label: 'Assigned to', value: assigneesWithPeople(record).join(', ') },
    ...(acknowledgedBy === undefined ? [] : [{ label: 'Acknowledged by', value: acknowledgedBy }]),
    ...(dueAt === undefined
      ? []
      : [{ label: 'Until', value: `${formatTime(dueAt, zone)}; then ${nextStepText(record)}` }]),
  ];
}

/** A time for people: `23 Nov 2026, 14:00 UTC`. @param zone an IANA time zone; default UTC */
function formatTime(iso: string, zone = 'UTC'): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: zone,
  });
  return `${format.format(new Date(iso))} ${zone}`;
}

/** The command that shows a subject. Messages contain it where there is no admin server to link to. */
export function showCommand({ id }: Pick<Subject, 'id'>): string {
  // An id that begins with a dash would be read as a flag.
  return /^\w/.test(shellQuote(id)) ? `hitl show ${shellQuote(id)}` : `hitl show -- ${shellQuote(id)}`;
}
