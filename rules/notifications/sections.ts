import type { Evidence } from '../../contract/evidence';
import { imageType } from '../../contract/evidence';
import { valueAtPointer } from '../../contract/json-pointer';
import { utf8Bytes } from '../../contract/limits';
import type { MessageText } from '../../contract/notification';
import type { CommentRecord, RequestRecord } from '../../contract/request';
import { describe } from '../presentation/content';
import { contentLines, type LineStyle } from '../presentation/lines';
import { count } from '../presentation/number';
import { linesOf } from '../presentation/text-form';
import { jsonPatch } from '../requests/json-patch';
import { truncateToBytes, visible, visibleLine } from '../text';
import { formatTime, type Reader, styleFor } from './reader';

/*
 * What belongs to a request besides its arguments: the agent's own explanation, the evidence, what an edit has changed, and
 * comments.
 */

type Section = NonNullable<MessageText['sections']>[number];

/** The sections of a message. @param comment the comment that the message is about, if it is about one */
export function sectionsOf(
  record: RequestRecord,
  comment: CommentRecord | undefined,
  reader: Reader,
): { sections: Section[]; lacksEvidence: boolean } {
  const { rationale, evidence = [] } = record;
  const shown = evidenceLines(evidence, styleFor(reader));
  return {
    sections: [
      ...(comment === undefined ? [] : [commentSection(comment)]),
      ...changesOf(record),
      ...(rationale === undefined ? [] : [{ heading: EXPLANATION, text: rationale }]),
      ...(evidence.length === 0 ? [] : [{ heading: EVIDENCE, text: shown.lines.join('\n') }]),
      ...(comment === undefined ? latestComments(record, reader) : []),
    ],
    lacksEvidence: shown.isIncomplete,
  };
}

/** The comment that a message is about. */
export function commentSection({ by, text }: CommentRecord): Section {
  return { heading: `Comment by ${by}`, text: truncateToBytes(visible(text), WHOLE_COMMENT_BYTES) };
}

const EXPLANATION = "The agent's own explanation, which nobody has checked";
const EVIDENCE = 'Evidence from the agent';

/** The most that is shown of all evidence. What does not fit is only named. */
const EVIDENCE_BYTES = 2_500;
const NOT_SHOWN = 'see it in the inbox';

function evidenceLines(evidence: Evidence[], style: LineStyle): { lines: string[]; isIncomplete: boolean } {
  let room = EVIDENCE_BYTES;
  let isIncomplete = false;
  const lines = evidence.flatMap((piece, index) => {
    const name = `${index + 1}. ${piece.kind}: ${visibleLine(piece.title)}${sizeOf(piece)}`;
    const content = contentOfPiece(piece, room, style);
    const size = content === undefined ? Infinity : utf8Bytes(content.join('\n'));
    room -= utf8Bytes(name);
    if (content === undefined || size > room) {
      isIncomplete = true;
      return [`${name}: ${NOT_SHOWN}`];
    }
    room -= size;
    return [name, ...content.map((line) => `  ${line}`)];
  });
  return { lines, isIncomplete };
}

function sizeOf({ kind, content }: Evidence): string {
  switch (kind) {
    case 'text':
    case 'diff':
      return ` (${count(linesOf(content).length, 'line')})`;
    case 'table':
      return ` (${count(content.length, 'row')})`;
    case 'json':
      return ` (${bytesText(utf8Bytes(JSON.stringify(content)))})`;
    case 'image':
      return ` (${imageType(content) ?? 'image'}, ${bytesText((content.length / 4) * 3)})`;
    case 'link':
      return '';
  }
}

function bytesText(bytes: number): string {
  return bytes < 1024 ? count(Math.round(bytes), 'byte') : `${Math.round(bytes / 1024)} KB`;
}

/** The lines of a piece of evidence. Undefined for an image, and for what is certainly too large. */
function contentOfPiece({ kind, content }: Evidence, room: number, style: LineStyle): string[] | undefined {
  if (kind === 'image' || utf8Bytes(JSON.stringify(content)) > Math.max(0, room) * 2) return undefined;
  if (kind === 'text' || kind === 'diff') {
    const lines = linesOf(content).length;
    const block = { kind: 'block', text: content, lines, characters: content.length } as const;
    return contentLines(kind === 'diff' ? { ...block, language: 'diff' } : block, style);
  }
  if (kind === 'link') return [`${visibleLine(content)} (host: ${visibleLine(new URL(content).host)})`];
  return contentLines(describe(content), style);
}

const MAX_CHANGES = 10;
const VALUE_BYTES = 100;

/** What the edits have changed since the request was made. */
function changesOf({ context, original }: RequestRecord): Section[] {
  if (original === undefined) return [];
  const patch = jsonPatch(original.context, context);
  const changes = patch.slice(0, MAX_CHANGES).map((change) => {
    const path = truncateToBytes(visibleLine(change.path), VALUE_BYTES);
    const before = shortValue(valueAtPointer(original.context, change.path));
    if (change.op === 'add') return `${path}: added ${shortValue(change.value)}`;
    if (change.op === 'remove') return `${path}: removed, it was ${before}`;
    return `${path}: ${before} → ${shortValue(change.value)}`;
  });
  const more = patch.length - changes.length;
  const text = [...changes, ...(more > 0 ? [`and ${count(more, 'more change')}`] : [])];
  return text.length === 0
    ? []
    : [{ heading: 'Changed by people since it was requested', text: text.join('\n') }];
}

function shortValue(value: unknown): string {
  return truncateToBytes(visible(JSON.stringify(value) ?? 'nothing'), VALUE_BYTES);
}

const MAX_COMMENTS = 3;
const WHOLE_COMMENT_BYTES = 3_000;
const COMMENT_BYTES = 500;

function latestComments({ comments = [] }: RequestRecord, reader: Reader): Section[] {
  if (comments.length === 0) return [];
  const latest = comments
    .slice(-MAX_COMMENTS)
    .map(
      ({ by, at, text }) =>
        `${visibleLine(by)}, ${formatTime(at, reader)}: ${truncateToBytes(visibleLine(text), COMMENT_BYTES)}`,
    );
  const isAll = comments.length <= MAX_COMMENTS;
  const heading = isAll ? 'Comments' : `The latest ${MAX_COMMENTS} of ${comments.length} comments`;
  return [{ heading, text: latest.join('\n') }];
}
