import { utf8Bytes } from '../../contract/limits';
import type { Confirmation, RequestContent } from '../../contract/request';
import { escapeMarkdown as md, fenced, visibleLine } from '../text';

/** Temporal refuses a summary over 400 bytes and details over 20,000. */
const SUMMARY_BYTES = 199;
const DETAILS_BYTES = 16 * 1024;
const ELLIPSIS = '…';

/** One line that says what is asked, of under 200 bytes: `transfer_funds on bank-account-123, for user-123`. */
export function requestSummary({ action, resource, requesterId }: RequestContent): string {
  const what = visibleLine(resource === undefined ? action : `${action} on ${resource}`);
  const who = visibleLine(requesterId);
  const forWhom = `, for ${truncateToBytes(who, 60)}`;
  return `${truncateToBytes(what, SUMMARY_BYTES - utf8Bytes(forWhom))}${forWhom}`;
}

/**
 * What is asked, as Markdown of under 16 KB for the Temporal UI. A context too large for that is cut, and the text
 * says so: the whole is in the workflow's input. Nothing the requester wrote is rendered.
 */
export function requestDetails(content: RequestContent, confirmation?: Confirmation): string {
  const { action, resource, description, context, requesterId, runId } = content;
  const head = [
    resource === undefined ? `**${md(action)}**` : `**${md(action)}** on **${md(resource)}**`,
    ...quoted(confirmation?.message),
    ...quoted(description),
    '',
    ...(confirmation ? confirmationDetails(confirmation) : []),
    `- requested by ${md(requesterId)}`,
    ...(runId === undefined ? [] : [`- on behalf of run ${md(runId)}`]),
  ].join('\n');
  // Escaping may make a description four times as long, and invisible characters more than that.
  const fits = truncateToBytes(head, DETAILS_BYTES / 2);
  if (Object.keys(context).length === 0) return fits;
  return `${fits}\n\n${contextBlock(context, DETAILS_BYTES - utf8Bytes(fits) - 2)}`;
}

/** What must be typed comes with who is asked: whoever reads this in the Temporal UI decides from there. */
function confirmationDetails({ confirmers, confirmValue }: Confirmation): string[] {
  return [
    `- to be confirmed by ${[...new Set(confirmers)].map(md).join(' or ')}`,
    ...(confirmValue === undefined
      ? []
      : [`- to confirm, type exactly **${md(confirmValue)}** (as \`confirm\`)`]),
  ];
}

function quoted(text: string | undefined): string[] {
  return text ? ['', ...text.split('\n').map((line) => `> ${md(line)}  `)] : [];
}

function contextBlock(context: RequestContent['context'], limit: number): string {
  const json = JSON.stringify(context, undefined, 2);
  const whole = fenced(json, 'json');
  if (utf8Bytes(whole) <= limit) return whole;
  const note = `\n\nCut: the whole context, of ${utf8Bytes(json)} bytes, is in the workflow's input.`;
  let kept = truncateToBytes(json, limit - utf8Bytes(note));
  for (;;) {
    const block = `${fenced(kept, 'json')}${note}`;
    const excess = utf8Bytes(block) - limit;
    if (excess <= 0) return block;
    kept = truncateToBytes(kept, Math.floor(Math.min(utf8Bytes(kept) - excess / 4, utf8Bytes(kept) * 0.9)));
  }
}

/** The text, or as much of its beginning as fits `bytes` with an ellipsis. */
export function truncateToBytes(text: string, bytes: number): string {
  if (utf8Bytes(text) <= bytes) return text;
  const room = bytes - utf8Bytes(ELLIPSIS);
  let kept = '';
  let size = 0;
  for (const character of text) {
    size += utf8Bytes(character);
    if (size > room) break;
    kept += character;
  }
  return kept + ELLIPSIS;
}
