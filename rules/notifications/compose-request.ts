import type { MessageText, Moment } from '../../contract/notification';
import type { RequestRecord } from '../../contract/record';
import { expiryOutcome } from '../requests/end-request';
import { decidedAlready, lack } from '../requests/explain';
import { when } from './when';

const AT_THE_DEADLINE = {
  expire: 'it expires',
  reject: 'it is rejected',
  escalate: 'it is escalated',
  approve: 'it is approved',
} as const;

/** What a message about a request says, before any template. Times in `zone`. */
export function composeRequest(record: RequestRecord, moment: Moment, zone?: string): MessageText {
  const { action, resource, description, confirmation, context } = record;
  const text = [confirmation?.message, description].filter(Boolean).join('\n\n');
  return {
    title: `${headline(record, moment)}: ${resource === undefined ? action : `${action} on ${resource}`}`,
    ...(text !== '' && { text }),
    facts: [...facts(record), ...(record.status === 'pending' ? open(record, zone) : ended(record, zone))],
    ...(Object.keys(context).length > 0 && { details: JSON.stringify(context, undefined, 2) }),
  };
}

function headline({ kind, status, stage }: RequestRecord, moment: Moment): string {
  const noun = kind === 'confirmation' ? 'Confirmation' : 'Approval';
  if (status !== 'pending') return status[0]?.toUpperCase() + status.slice(1);
  if (moment === 'reminder') return `Reminder: ${noun.toLowerCase()} needed`;
  if (moment === 'expiring') return `Expires soon: ${noun.toLowerCase()} needed`;
  return moment === 'stage_opened' ? `${noun} needed, stage ${stage}` : `${noun} needed`;
}

function facts({ requesterId, runId, plan }: RequestRecord): MessageText['facts'] {
  const policies = plan?.matched.map(({ policy }) => policy).join(', ');
  return [
    { label: 'Requested by', value: requesterId },
    ...(runId === undefined ? [] : [{ label: 'Run', value: runId }]),
    ...(policies ? [{ label: 'Policies', value: policies }] : []),
  ];
}

function open(record: RequestRecord, zone?: string): MessageText['facts'] {
  const approvals = record.decisions.filter((d) => d.decision === 'approve' && d.void === undefined);
  return [
    ...(approvals.length === 0
      ? []
      : [{ label: 'Approved by', value: approvals.map(({ decidedBy }) => decidedBy).join(', ') }]),
    { label: 'Still needed', value: record.needed.map(lack).join('; ') },
    ...(record.confirmation?.confirmValue === undefined
      ? []
      : [{ label: 'To confirm, type', value: record.confirmation.confirmValue }]),
    ...(record.expiresAt === undefined
      ? []
      : [
          {
            label: 'Decide by',
            value: `${when(record.expiresAt, zone)}; then ${AT_THE_DEADLINE[expiryOutcome(record)]}`,
          },
        ]),
  ];
}

function ended(record: RequestRecord, zone?: string): MessageText['facts'] {
  const notes = record.decisions.flatMap(({ notes: said, decidedBy }) =>
    said ? [{ label: `Note by ${decidedBy}`, value: said }] : [],
  );
  return [
    { label: 'Outcome', value: decidedAlready(record) },
    ...(record.end ? [{ label: 'Ended', value: when(record.end.at, zone) }] : []),
    ...notes,
  ];
}
