import type { EscalationRecord } from '../../contract/escalation';
import type { NotificationEvent } from '../../contract/names';
import type { MessageText } from '../../contract/notification';
import { nextStepText } from '../escalations/next-step-text';
import { assigneesWithPeople } from '../escalations/people';
import { detailsOf } from './details';
import { formatTime, type Reader } from './reader';

const HEADLINES: Partial<Record<NotificationEvent, string>> = {
  reminder: 'Reminder: escalation',
  promoted: 'Escalation promoted',
  lapsed: 'Escalation acknowledged but not resolved',
};

/** The text of a message about an escalation. */
export function composeEscalation(
  record: EscalationRecord,
  event: NotificationEvent,
  reader: Reader,
): MessageText {
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
