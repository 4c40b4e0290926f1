import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { InvalidInput } from '../../contract/errors';
import { SEVERITIES, type Severity } from '../../contract/names';
import { digest } from '../../rules/digest';

/*
 * Cursors of lists: opaque, short, and valid only for the list that gave them. A cursor says where the next page begins and
 * nothing else, so a forged one shows no more than a filter would.
 */

/**
 * Where the next page begins: after the server's page token (base64), also within one severity, or after a time and an id.
 */
export type Position =
  { token: string } | { severity: Severity | 'none'; token: string } | { time: number; id: string };

/** The cursor for this list, with its filter and order. */
export function toCursor(list: object, at: Position): string {
  const body = deflateRawSync(encode(at), { level: 9, dictionary: DICTIONARY });
  return Buffer.concat([fingerprint(list), checksum(body), body]).toString('base64url');
}

/** @throws InvalidInput when it is not a cursor, or belongs to another list */
export function fromCursor(cursor: string, list: object): Position {
  const bytes = Buffer.from(cursor, 'base64url');
  const [of, check, body] = [
    bytes.subarray(0, LIST_BYTES),
    bytes.subarray(LIST_BYTES, HEAD_BYTES),
    bytes.subarray(HEAD_BYTES),
  ];
  const at = check.equals(checksum(body)) ? decode(body) : undefined;
  if (at === undefined || bytes.toString('base64url') !== cursor)
    throw new InvalidInput('cursor: is not valid. Pass `nextCursor` of the previous page unchanged');
  if (!of.equals(fingerprint(list)))
    throw new InvalidInput('cursor: belongs to a list with another filter or order');
  return at;
}

/** What the page tokens of Temporal's SQL databases begin with, which makes a cursor half as long. */
const DICTIONARY = Buffer.from('"RunID":""}Z","{"CloseTime":"9999-12-31T23:59:59Z","StartTime":"202');
const LIST_BYTES = 6;
const HEAD_BYTES = LIST_BYTES + 2;
/** A token of Temporal is far shorter. Stops a small cursor that would become huge. */
const MAX_BYTES = 16_384;
/** The last time that a Date can hold. */
const LAST_TIME = 8.64e15;

/** The first character says what follows. Of a severity it is its initial. */
const KINDS = { token: 'p', time: 't' } as const;
const INITIALS = new Map<string, Severity | 'none'>(
  [...SEVERITIES, 'none' as const].map((severity) => [severity.charAt(0), severity]),
);

function encode(at: Position): Buffer {
  if ('time' in at) return Buffer.from(`${KINDS.time}${at.time.toString(36)} ${at.id}`);
  const kind = 'severity' in at ? at.severity.charAt(0) : KINDS.token;
  return Buffer.concat([Buffer.from(kind), Buffer.from(at.token, 'base64')]);
}

function decode(body: Buffer): Position | undefined {
  let bytes: Buffer;
  try {
    bytes = inflateRawSync(body, { dictionary: DICTIONARY, maxOutputLength: MAX_BYTES });
  } catch {
    return undefined;
  }
  const kind = bytes.toString('latin1', 0, 1);
  const token = bytes.toString('base64', 1);
  if (kind === KINDS.token) return { token };
  const severity = INITIALS.get(kind);
  if (severity !== undefined) return { severity, token };
  const [, digits = '', id = ''] = /^([0-9a-z]{1,11}) (.+)$/s.exec(bytes.toString('utf8', 1)) ?? [];
  const time = Number.parseInt(digits, 36);
  return kind === KINDS.time && time <= LAST_TIME ? { time, id } : undefined;
}

/** The filter as written: `olderThan` stands for another time on each page, but it is the same list. */
function fingerprint(list: object): Buffer {
  const given = Object.entries(list).filter(([, value]) => value !== undefined);
  const written = Object.fromEntries(given.map(([name, value]) => [name, [value].flat()]));
  return Buffer.from(digest(written), 'hex').subarray(0, LIST_BYTES);
}

function checksum(body: Buffer): Buffer {
  return Buffer.from(digest(body.toString('latin1')), 'hex').subarray(0, HEAD_BYTES - LIST_BYTES);
}
