import { LIMITS, utf8Bytes } from '../../contract/limits';
import type { DecisionRecord, RequestRecord } from '../../contract/request';
import { digest } from '../digest';
import { truncateToBytes } from './details';

const SHORT_BYTES = 200;
const CUT_MARK = ' (cut: the whole text is in the message, in the history)';

/**
 * The record with its decisions in at most `LIMITS.decisionsBytes` of JSON: past 2 MB Temporal would end the workflow
 * without a result. Who decided what stays; texts of earlier decisions are cut, with a mark that says so.
 */
export function withBoundedDecisions(record: RequestRecord): RequestRecord {
  const { decisions } = record;
  if (jsonBytes(decisions) <= LIMITS.decisionsBytes) return record;
  const newest = decisions.length - 1;
  return { ...record, decisions: decisions.map((each, index) => (index === newest ? each : cut(each))) };
}

/** Whether a decision that counted says the same as this message, also where its texts were cut. */
export function hasSameTexts(
  { reason, notes, cutTexts }: DecisionRecord,
  message: { reason?: string | undefined; notes?: string | undefined },
): boolean {
  if (cutTexts !== undefined) return cutTexts === digestOf(message);
  return reason === message.reason && notes === message.notes;
}

/** Why the people of a plan's teams do not fit into the record; nothing when they do. */
export function teamsProblem(teams: Record<string, string[]>): string | undefined {
  const bytes = jsonBytes(teams);
  if (bytes <= LIMITS.teamsBytes) return undefined;
  const people = new Set(Object.values(teams).flat()).size;
  return (
    `the teams that may decide have ${people} people, ${Math.ceil(bytes / 1024)} KB of names, ` +
    `and a request holds ${LIMITS.teamsBytes / 1024} KB: name smaller teams in the policies`
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
  // Some characters are written as six bytes each.
  while (jsonBytes(kept) > 2 * SHORT_BYTES) kept = truncateToBytes(kept, Math.floor(utf8Bytes(kept) / 2));
  return `${kept}${CUT_MARK}`;
}

function digestOf({ reason, notes }: { reason?: string | undefined; notes?: string | undefined }): string {
  return digest({ reason, notes });
}

function jsonBytes(value: unknown): number {
  return utf8Bytes(JSON.stringify(value));
}
