import type { EscalationRecord } from '../../contract/escalation';
import type { MessageText, Moment } from '../../contract/notification';
import { assigneesWithPeople } from '../escalations/escalation-people';
import { whatNext } from '../escalations/what-next';
import { when } from './when';

const HEADLINES: Partial<Record<Moment, string>> = {
  reminder: 'Reminder: escalation',
  promoted: 'Escalation, promoted',
  lapsed: 'Escalation, acknowledged and not resolved',
};

/** What a message about an escalation says, before any template. Times in `zone`. */
export function composeEscalation(record: EscalationRecord, moment: Moment, zone?: string): MessageText {
  const { reason, runId, requestId, level, triggers, escalatedBy, context = {} } = record;
  return {
    title: `${headline(record, moment)} (${level.replace('_', ' ')}): ${requestId ?? runId}`,
    text: reason,
    facts: [
      { label: requestId === undefined ? 'Run' : 'Request', value: requestId ?? runId },
      ...(escalatedBy === undefined ? [] : [{ label: 'Escalated by', value: escalatedBy }]),
      ...(triggers.length === 0
        ? []
        : [{ label: 'Triggers', value: triggers.map(({ name }) => name).join(', ') }]),
      ...state(record, zone),
    ],
    ...(Object.keys(context).length > 0 && { details: JSON.stringify(context, undefined, 2) }),
  };
}

function headline({ status }: EscalationRecord, moment: Moment): string {
  if (status === 'resolved') return 'Resolved';
  if (status === 'cancelled') return 'Cancelled';
  return HEADLINES[moment] ?? 'Escalation';
}

function state(record: EscalationRecord, zone?: string): MessageText['facts'] {
  const { resolution, cancelled, acknowledgedBy, dueAt } = record;
  if (resolution) {
    const { action, resolvedBy, resolution: said, at } = resolution;
    return [{ label: 'Resolved', value: `${action} by ${resolvedBy}, ${when(at, zone)}: ${said}` }];
  }
  if (cancelled)
    return [
      { label: 'Cancelled', value: `${cancelled.reason ?? 'no reason given'}, ${when(cancelled.at, zone)}` },
    ];
  return [
    { label: 'Asked', value: assigneesWithPeople(record).join(', ') },
    ...(acknowledgedBy === undefined ? [] : [{ label: 'Acknowledged by', value: acknowledgedBy }]),
    ...(dueAt === undefined
      ? []
      : [{ label: 'Until', value: `${when(dueAt, zone)}; then ${whatNext(record)}` }]),
  ];
}
