import type { DecisionMessage } from '../../contract/decision';
import { defined } from '../../contract/defined';
import { LIMITS, utf8Bytes } from '../../contract/limits';
import type { DecisionRecord, RequestRecord } from '../../contract/request';
import { digest } from '../digest';
import { truncateToBytes } from '../text';

/** What a decision says. */
const TEXTS = ['reason', 'notes', 'text', 'answer'] as const;

const SHORT_BYTES = 200;
const CUT_MARK = ' (cut here; the whole text is in the message in the workflow history)';

/**
 * The record with at most `LIMITS.decisionsBytes` of decisions as JSON. With a result over 2 MB Temporal would end the
 * workflow without a result. Every decision stays; the texts of earlier ones are cut, and a mark says so.
 */
export function withBoundedDecisions(record: RequestRecord): RequestRecord {
  const { decisions } = record;
  if (jsonBytes(decisions) <= LIMITS.decisionsBytes) return record;
  const newest = decisions.length - 1;
  return { ...record, decisions: decisions.map((each, index) => (index === newest ? each : cut(each))) };
}

/** Whether a counted decision has the same texts as this message, also after its texts were cut. */
export function hasSameTexts(
  decision: DecisionRecord,
  message: Pick<DecisionMessage, (typeof TEXTS)[number]>,
): boolean {
  return (decision.cutTexts ?? digestOf(decision)) === digestOf(message);
}

/** The error if the teams of a plan do not fit into the record. */
export function teamsProblem(teams: Record<string, string[]>): string | undefined {
  const bytes = jsonBytes(teams);
  if (bytes <= LIMITS.teamsBytes) return undefined;
  const people = new Set(Object.values(teams).flat()).size;
  return (
    `the teams that may decide have ${people} people, whose names take ${Math.ceil(bytes / 1024)} KB; ` +
    `a request can hold ${LIMITS.teamsBytes / 1024} KB. Use smaller teams in the policies`
  );
}

function cut(decision: DecisionRecord): DecisionRecord {
  const { answer, ...kept } = decision;
  const texts = defined({ reason: kept.reason, notes: kept.notes, text: kept.text });
  const isLong =
    !Object.values(texts).every(isShort) || (answer !== undefined && !isShort(JSON.stringify(answer)));
  if (decision.cutTexts !== undefined || !isLong) return decision;
  const shorter = Object.entries(texts).map(([name, value]) => [name, shortened(value)] as const);
  return { ...kept, ...Object.fromEntries(shorter), cutTexts: digestOf(decision) };
}

function isShort(text: string): boolean {
  return jsonBytes(text) <= SHORT_BYTES;
}

function shortened(text: string): string {
  if (isShort(text)) return text;
  let kept = truncateToBytes(text, SHORT_BYTES);
  // JSON writes some characters with six bytes each.
  while (jsonBytes(kept) > 2 * SHORT_BYTES) kept = truncateToBytes(kept, Math.floor(utf8Bytes(kept) / 2));
  return `${kept}${CUT_MARK}`;
}

function digestOf(said: Pick<DecisionMessage, (typeof TEXTS)[number]>): string {
  return digest(Object.fromEntries(TEXTS.map((name) => [name, said[name]])));
}

function jsonBytes(value: unknown): number {
  return utf8Bytes(JSON.stringify(value));
}
