import type { DecisionRecord, RefusalRecord, RequestRecord } from '../../contract/request';
import { decidedAlready, neededText } from './explain';
import { expiryOutcome } from './record';
import { requiredConfirmValue, wrongValuesText } from './confirm-value';
import { signedWithText } from '../signing';
import { escapeMarkdown as md } from '../text';

const ON_EXPIRY_TEXT = {
  expire: 'expires',
  reject: 'is rejected',
  escalate: 'is escalated',
  approve: 'is approved',
} as const;

/** How a request stands, as Markdown for the Temporal UI: status, who is needed, who decided, what was refused. */
export function describeRequest(record: RequestRecord): string {
  return [
    headline(record),
    ...escalated(record),
    ...typed(record),
    ...signing(record),
    ...needs(record),
    ...decisions(record),
    ...refusals(record),
    ...policies(record),
  ].join('\n');
}

function headline(record: RequestRecord): string {
  if (record.status !== 'pending') return `## ${record.status}\n\n${md(decidedAlready(record))}`;
  if (record.expiresAt === undefined) return '## pending\n\nThe policies are being evaluated.';
  if (record.plan?.teams === undefined)
    return `## pending\n\nThe directory is being asked who may decide. Expires ${record.expiresAt}.`;
  const then = ON_EXPIRY_TEXT[expiryOutcome(record)];
  return `## pending\n\nUntil ${record.expiresAt}; if nobody decides by then it ${then} (policy ${md(record.plan.expiryPolicy)}).`;
}

function escalated({ escalation }: RequestRecord): string[] {
  if (escalation?.id === undefined) return [];
  const { at, id, action, resolvedBy } = escalation;
  const resolved = action && resolvedBy ? `: ${action}, by ${md(resolvedBy)}` : '';
  return section('Escalated', [`nobody decided by ${at}, so ${md(id)} asks others${resolved}`]);
}

function needs(record: RequestRecord): string[] {
  return section(
    'Still needed',
    record.needed.map((need) => `${md(neededText(need))}: ${need.people.map(md).join(', ')}`),
  );
}

function typed(record: RequestRecord): string[] {
  const value = requiredConfirmValue(record);
  if (value === undefined || record.status !== 'pending') return [];
  return section('To confirm', [
    `type exactly **${md(value)}**, sent as \`confirm\`${wrongValuesText(record)}`,
  ]);
}

/** Whoever would send a signal from here must not try in vain. */
function signing({ status, plan }: RequestRecord): string[] {
  if (status !== 'pending' || plan?.signed !== true) return [];
  return section('Decisions must be signed', [
    'a signal or an update sent from here is refused: decide on the page for approvers',
  ]);
}

function decisions(record: RequestRecord): string[] {
  return section('Decisions', record.decisions.map(describeDecision));
}

function describeDecision({
  decision,
  decidedBy,
  at,
  stage,
  transport,
  reason,
  notes,
  keyId,
  ...rest
}: DecisionRecord): string {
  const words = [reason, notes].filter(Boolean).map((text) => `: ${md(text ?? '')}`);
  const gone = rest.void === undefined ? '' : ` (no longer counts: ${md(rest.void)})`;
  return `**${md(decidedBy)}** ${decision === 'approve' ? 'approved' : 'rejected'} in stage ${stage} at ${at} by ${transport}${md(signedWithText(keyId))}${words.join('')}${gone}`;
}

function refusals(record: RequestRecord): string[] {
  const shown = record.refused.slice(-10).map((refused: RefusalRecord) => {
    const who = refused.by === undefined ? 'somebody' : md(refused.by);
    return `${refused.at} ${who}, ${refused.attempt} by ${refused.transport}: **${refused.outcome}**. ${md(refused.message)}`;
  });
  const more = record.refusedCount - shown.length;
  return section('Refused attempts', more > 0 ? [...shown, `and ${more} before or beside these`] : shown);
}

function policies(record: RequestRecord): string[] {
  const matched = (record.plan?.matched ?? []).map(({ policy, effect, failedClosed }) => {
    const why =
      failedClosed === undefined ? '' : `, counted because it could not be answered: ${md(failedClosed)}`;
    return `${md(policy)} (${effect}${why})`;
  });
  return section('Policies', matched);
}

function section(title: string, items: string[]): string[] {
  return items.length === 0 ? [] : ['', `### ${title}`, '', ...items.map((item) => `- ${item}`)];
}
