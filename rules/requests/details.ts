import { utf8Bytes } from '../../contract/limits';
import type {
  RequestRecord,
  RefusalRecord,
  DecisionRecord,
  Confirmation,
  RequestContent,
} from '../../contract/request';
import { signedWithText } from '../signing';
import { channelText, escapeMarkdown as md, fenced, truncateToBytes, section, visibleLine } from '../text';
import { DECIDED } from '../verdict-text';
import { wrongValuesText, requiredConfirmValue } from './confirm-value';
import { neededText, decidedAlready } from './explain';
import { EXPIRY_TEXT, expiryOutcome } from './record';

/** Temporal refuses a summary over 400 bytes and details over 20,000. */
const SUMMARY_BYTES = 199;
const DETAILS_BYTES = 16 * 1024;

/** The request in one line of under 200 bytes: `transfer_funds on bank-account-123, for user-123`. */
export function requestSummary({ action, resource, requesterId }: RequestContent): string {
  const what = visibleLine(resource === undefined ? action : `${action} on ${resource}`);
  const who = visibleLine(requesterId);
  const forWhom = `, for ${truncateToBytes(who, 60)}`;
  return `${truncateToBytes(what, SUMMARY_BYTES - utf8Bytes(forWhom))}${forWhom}`;
}

/**
 * The request as Markdown of under 16 KB for the Temporal UI. A larger context is cut, and the text says so: the whole
 * context is in the workflow's input. What the requester wrote is escaped, never rendered.
 */
export function requestDetails(content: RequestContent, confirmation?: Confirmation): string {
  const { action, resource, description, context, requesterId, runId } = content;
  const head = [
    resource === undefined ? `**${md(action)}**` : `**${md(action)}** on **${md(resource)}**`,
    ...quoted(confirmation?.message),
    ...quoted(description),
    '',
    ...(confirmation ? confirmationDetails(confirmation) : []),
    `- Requested by ${md(requesterId)}`,
    ...(runId === undefined ? [] : [`- On behalf of run ${md(runId)}`]),
  ].join('\n');
  // Escaping can make a description more than four times as long.
  const fits = truncateToBytes(head, DETAILS_BYTES / 2);
  if (Object.keys(context).length === 0) return fits;
  return `${fits}\n\n${contextBlock(context, DETAILS_BYTES - utf8Bytes(fits) - 2)}`;
}

/** Includes the value to type: a person who reads this in the Temporal UI can decide there. */
function confirmationDetails({ confirmers, confirmValue }: Confirmation): string[] {
  return [
    `- ${[...new Set(confirmers)].map(md).join(' or ')} must confirm`,
    ...(confirmValue === undefined
      ? []
      : [`- To confirm, send exactly **${md(confirmValue)}** as \`confirm\``]),
  ];
}

function quoted(text: string | undefined): string[] {
  return text ? ['', ...text.split('\n').map((line) => `> ${md(line)}  `)] : [];
}

function contextBlock(context: RequestContent['context'], limit: number): string {
  const json = JSON.stringify(context, undefined, 2);
  const whole = fenced(json, 'json');
  if (utf8Bytes(whole) <= limit) return whole;
  const note = `\n\nThe context is cut here. All ${utf8Bytes(json)} bytes are in the workflow's input.`;
  let kept = truncateToBytes(json, limit - utf8Bytes(note));
  for (;;) {
    const block = `${fenced(kept, 'json')}${note}`;
    const excess = utf8Bytes(block) - limit;
    if (excess <= 0) return block;
    kept = truncateToBytes(kept, Math.floor(Math.min(utf8Bytes(kept) - excess / 4, utf8Bytes(kept) * 0.9)));
  }
}

/** The current state of a request as Markdown for the Temporal UI: status, who is needed, who decided, what was refused. */
export function describeRequest(record: RequestRecord): string {
  return [
    headline(record),
    ...escalated(record),
    ...typed(record),
    ...signing(record),
    ...reading(record),
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
    return `## pending\n\nLooking up in the directory who may decide. The request expires at ${record.expiresAt}.`;
  const then = EXPIRY_TEXT[expiryOutcome(record)];
  const { expiryPolicy } = record.plan;
  const by =
    expiryPolicy === 'defaults' ? 'Default deadline.' : `Deadline set by policy ${md(expiryPolicy)}.`;
  const deadline = record.kind === 'confirmation' ? '' : ` ${by}`;
  return `## pending\n\nDecide by ${record.expiresAt}. If nobody decides in time, ${then}.${deadline}`;
}

function escalated({ escalation }: RequestRecord): string[] {
  if (escalation?.id === undefined) return [];
  const { at, id, action, resolvedBy } = escalation;
  const resolved = action && resolvedBy ? `. ${md(resolvedBy)} resolved it: ${action}` : '';
  return section('Escalated', [`nobody decided by ${at}, so escalation ${md(id)} was opened${resolved}`]);
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
  return section('To confirm', [`send exactly **${md(value)}** as \`confirm\`${wrongValuesText(record)}`]);
}

/** Tells readers of the Temporal UI that unsigned signals and updates are refused. */
function signing({ status, plan }: RequestRecord): string[] {
  if (status !== 'pending' || plan?.signed !== true) return [];
  return section('Decisions must be signed', [
    'a signal or an update sent from the Temporal UI is refused: decide in the inbox',
  ]);
}

/** What an approval must carry where a policy demands that everything is read. */
function reading({ status, plan }: RequestRecord): string[] {
  if (status !== 'pending' || plan?.presentation?.mustReadAll !== true || plan.signed) return [];
  const { contentHash } = plan;
  const message = `{ "decision": "approve", "decidedBy": "…", "expected": { "contentHash": "${contentHash}" } }`;
  return section('Everything must be read before an approval', [
    `an approval counts only with the hash of the content: \`${message}\``,
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
  const texts = [reason, notes].filter(Boolean).map((text) => `: ${md(text ?? '')}`);
  const gone = rest.void === undefined ? '' : ` (no longer counts: ${md(rest.void)})`;
  const inStage = stage > 1 ? ` in stage ${stage}` : '';
  return `**${md(decidedBy)}** ${DECIDED[decision]}${inStage} ${md(channelText(rest.via, transport))} at ${at}${md(signedWithText(keyId))}${texts.join('')}${gone}`;
}

function refusals(record: RequestRecord): string[] {
  const shown = record.refused.slice(-10).map((refused: RefusalRecord) => {
    const who = refused.by === undefined ? 'unknown person' : md(refused.by);
    const how = md(channelText(refused.via, refused.transport));
    return `${refused.at} ${who}, ${refused.attempt} ${how}: **${refused.outcome}**. ${md(refused.message)}`;
  });
  const more = record.refusedCount - shown.length;
  return section('Refused attempts', more > 0 ? [...shown, `and ${more} more`] : shown);
}

function policies(record: RequestRecord): string[] {
  const matched = (record.plan?.matched ?? []).map(({ policy, effect, failedClosed }) => {
    const why =
      failedClosed === undefined ? '' : `, counted because its condition failed: ${md(failedClosed)}`;
    return `${md(policy)} (${effect}${why})`;
  });
  return section('Policies', matched);
}
