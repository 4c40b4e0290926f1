import type { AuditAnchor, AuditEntry } from '../../contract/audit';
import type { SignatureCheck, SignatureClaim } from '../../contract/signature';
import {
  anchorSigningText,
  EMPTY,
  entrySigningText,
  type Head,
  hashOf,
  readAnchor,
  readEntry,
} from './entry';

/** Checks one signature with the keys that are known. */
export type CheckSignature = (claim: SignatureClaim) => SignatureCheck;

/** What is wrong with the log. */
export const AUDIT_PROBLEMS = [
  'unreadable_line',
  'changed',
  'wrong_signature',
  'missing',
  'reordered',
  'duplicated',
  'truncated',
  'wrong_anchor',
] as const;

/** Something wrong with the log, and where. */
export interface AuditProblem {
  problem: (typeof AUDIT_PROBLEMS)[number];
  /** The file and line, or the row. */
  where: string;
  /** The number of the entry, if it is known. */
  seq?: number;
  message: string;
}

/** A line of the log, and where it is. `text` is absent if the line is not UTF-8. */
export interface LogLine {
  text?: string;
  where: string;
  /** Set if the line break is missing: its writer was killed. */
  isIncomplete?: true;
}

/** The state of a verification: what has been read so far. */
export interface Verification {
  head: Head;
  /** The entry before the first line. */
  from: Head;
  entries: number;
  unreadable: number;
  problems: AuditProblem[];
  /** The hash of each entry, by its number, for anchors that were not reached yet. */
  awaited: Map<number, Expected[]>;
  /** Which entry has the record of each run of a workflow. */
  runs: Map<string, number>;
  /** The numbers that were skipped. An entry that comes later was moved. */
  gaps: Set<number>;
}

interface Expected {
  hash: string;
  where: string;
}

/** Only 10,000 skipped numbers are remembered. Beyond them an entry that was moved is reported as missing and duplicated. */
const MAX_GAPS = 10_000;

/**
 * Begins to verify a log.
 *
 * @param from where the log begins, if its beginning is kept elsewhere: an entry that the reader trusts
 */
export function startVerification(from: Head = EMPTY): Verification {
  return {
    head: from,
    from,
    entries: 0,
    unreadable: 0,
    problems: [],
    awaited: new Map(),
    runs: new Map(),
    gaps: new Set(),
  };
}

/** Says that the log must contain this entry. Call it before `checkLine`. */
export function expectEntry(state: Verification, { seq, hash }: Head, where: string): void {
  if (seq < state.from.seq) return;
  if (seq === state.from.seq && hash !== state.from.hash)
    report(state, { problem: 'changed', where, seq, message: 'the anchor names another entry than --from' });
  if (seq === state.from.seq) return;
  state.awaited.set(seq, [...(state.awaited.get(seq) ?? []), { hash, where }]);
}

/** Checks one line of the list of anchors, and expects the entry that it names. */
export function checkAnchorLine(
  state: Verification,
  line: LogLine,
  check: CheckSignature,
): AuditAnchor | undefined {
  const read = line.text === undefined ? { problem: 'is not UTF-8' } : readAnchor(line.text);
  if ('problem' in read) {
    report(state, { problem: 'wrong_anchor', where: line.where, message: `the anchor ${read.problem}` });
    return undefined;
  }
  const { value: anchor } = read;
  const { keyId, value } = anchor.signature;
  const answer = check({ keyId, value, text: anchorSigningText(anchor, keyId) });
  if (answer !== 'fits')
    report(state, {
      problem: 'wrong_anchor',
      where: line.where,
      seq: anchor.seq,
      message: signatureText(answer, keyId),
    });
  else expectEntry(state, anchor, line.where);
  return anchor;
}

/** Checks the next line of the log. Continues behind a wrong one, so that one change is reported once. */
export function checkLine(state: Verification, line: LogLine, check: CheckSignature): AuditEntry | undefined {
  const { where } = line;
  if (line.isIncomplete) {
    report(state, {
      problem: 'truncated',
      where,
      message: 'the last line is incomplete: its entry was not stored',
    });
    return undefined;
  }
  const read = line.text === undefined ? { problem: 'is not UTF-8' } : readEntry(line.text);
  if ('problem' in read) {
    report(state, { problem: 'unreadable_line', where, message: `the line ${read.problem}` });
    return undefined;
  }
  const { value: entry } = read;
  const { seq } = entry;
  state.entries++;
  const hash = hashOf(entry);
  if (hash !== entry.hash)
    report(state, { problem: 'changed', where, seq, message: 'its hash does not match its content' });
  checkSignature(state, entry, where, check);
  checkPlace(state, entry, where);
  checkRun(state, entry, where);
  for (const expected of state.awaited.get(seq) ?? [])
    if (expected.hash !== hash)
      report(state, {
        problem: 'changed',
        where,
        seq,
        message: `it is another entry than the anchor names (${expected.where})`,
      });
  state.awaited.delete(seq);
  if (seq > state.head.seq) state.head = { seq, hash: entry.hash };
  return entry;
}

/** Ends the verification: every expected entry must have come. */
export function endVerification(state: Verification): AuditProblem[] {
  for (const [seq, anchors] of state.awaited) {
    const isCut = seq > state.head.seq;
    for (const { where } of anchors)
      report(state, {
        problem: isCut ? 'truncated' : 'missing',
        where,
        seq,
        message: isCut
          ? `the log ends with entry ${state.head.seq}, but the anchor names entry ${seq}`
          : `the anchor names entry ${seq}, which is not in the log`,
      });
  }
  return state.problems;
}

function checkSignature(state: Verification, entry: AuditEntry, where: string, check: CheckSignature): void {
  const { seq, signature } = entry;
  const { keyId, value } = signature;
  const answer = check({ keyId, value, text: entrySigningText(entry, keyId) });
  if (answer === 'fits') return;
  report(state, { problem: 'wrong_signature', where, seq, message: signatureText(answer, keyId) });
}

/** What is wrong with a signature, in words. */
export function signatureText(answer: SignatureCheck, keyId: string): string {
  if (answer === 'unknown_key')
    return `it is signed with the key '${keyId}', which is not known: add it to audit.keys, or use --key`;
  return `its signature by key '${keyId}' does not match`;
}

function checkPlace(state: Verification, { seq, prev }: AuditEntry, where: string): void {
  const { head } = state;
  if (seq === head.seq + 1) {
    if (prev !== head.hash)
      report(state, {
        problem: 'changed',
        where,
        seq,
        message: 'it does not follow the entry before it: one of the two was replaced',
      });
    return;
  }
  if (seq > head.seq + 1) {
    const [first, last] = [head.seq + 1, seq - 1];
    const which = first === last ? `entry ${first} is` : `entries ${first} to ${last} are`;
    report(state, { problem: 'missing', where, seq, message: `${which} not before it` });
    for (let gap = first; gap <= last && state.gaps.size < MAX_GAPS; gap++) state.gaps.add(gap);
    return;
  }
  const isMoved = state.gaps.delete(seq);
  report(state, {
    problem: isMoved ? 'reordered' : 'duplicated',
    where,
    seq,
    message: isMoved ? `it stands behind entry ${head.seq}` : 'an entry with this number came before',
  });
}

/** The record of each run of a workflow is stored once. */
function checkRun(state: Verification, entry: AuditEntry, where: string): void {
  const { seq, namespace, runId, unreadable } = entry;
  const key = `${namespace}/${runId}/${unreadable === undefined ? '' : 'unreadable'}`;
  if (unreadable !== undefined) state.unreadable++;
  else if (entry.replaces !== undefined) state.unreadable--;
  const earlier = state.runs.get(key);
  if (earlier === undefined) state.runs.set(key, seq);
  else if (earlier !== seq)
    report(state, {
      problem: 'duplicated',
      where,
      seq,
      message: `entry ${earlier} records the same run of ${entry.id}`,
    });
}

/** More problems than these say nothing new. */
const MAX_PROBLEMS = 1_000;

function report(state: Verification, problem: AuditProblem): void {
  if (state.problems.length < MAX_PROBLEMS) state.problems.push(problem);
}
