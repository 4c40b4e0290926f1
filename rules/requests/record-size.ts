import { LIMITS, utf8Bytes } from '../../contract/limits';
import type { DecisionRecord, RequestRecord } from '../../contract/request';
import { digest } from '../digest';
import { truncateToBytes } from '../text';

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
  { reason, notes, cutTexts }: DecisionRecord,
  message: { reason?: string | undefined; notes?: string | undefined },
): boolean {
  if (cutTexts !== undefined) return cutTexts === digestOf(message);
  return reason === message.reason && notes === message.notes;
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
  const { reason, notes, cutTexts } = decision;
  if (cutTexts !== undefined || (isShort(reason) && isShort(notes))) return decision;
  return {
    ...decision,
    ...(reason !== undefined && { reason: shortened(reason) }),
    ...(notes !== undefined && { notes: shortened(notes) }),
    cutTexts: digestOf(decision),
  };
}

function isShort(text: string | undefined): boolean {
  return text === undefined || jsonBytes(text) <= SHORT_BYTES;
}

function shortened(text: string): string {
  if (isShort(text)) return text;
  let kept = truncateToBytes(text, SHORT_BYTES);
  // JSON writes some characters with six bytes each.
  while (jsonBytes(kept) > 2 * SHORT_BYTES) kept = truncateToBytes(kept, Math.floor(utf8Bytes(kept) / 2));
  return `${kept}${CUT_MARK}`;
}

function digestOf({ reason, notes }: { reason?: string | undefined; notes?: string | undefined }): string {
  return digest({ reason, notes });
}

function jsonBytes(value: unknown): number {
  return utf8Bytes(JSON.stringify(value));
}
