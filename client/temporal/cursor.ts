import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { InvalidInput } from '../../contract/errors';
import { digest } from '../../rules/digest';
import { packToken, unpackToken } from './page-token';

/*
 * Cursors of lists: opaque, short, and valid only for the list that gave them. A cursor says where the next page begins and
 * nothing else, so a forged one shows no more than a filter would.
 */

/** Where a page begins: after the server's page token (base64), also within a group of the list, or after a time and an id. */
export type Place = { token: string } | { group: number; token: string } | { time: number; id: string };

/**
 * Where a search continues: in the page that begins at `from` (default: the first), after the row with the id `after`.
 */
export interface Scanned {
  from?: Place;
  after?: string;
  /** How many rows were read before that page. */
  rows: number;
}

/** The place of a request in the order of a search by an index. Both numbers rise. */
export interface Ranked {
  /** Below 36. */
  rank: number;
  time: number;
  id: string;
}

/** Where a list continues in the audit log: with the entries before this number. */
export interface Recorded {
  before: number;
}

/** Where the next page begins. */
export type Position = Place | Scanned | Ranked | Recorded;

/** Whether the position is a place in a list of Temporal. */
export function isPlace(at: Position): at is Place {
  return !('rows' in at || 'rank' in at || 'before' in at);
}

/** The cursor for this list, with its filter and order. */
export function toCursor(list: object, at: Position): string {
  const body = deflateRawSync(encode(at), { level: 9 });
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
  const content = check.equals(checksum(body)) ? inflated(body) : undefined;
  const at = content && decode(content);
  if (at === undefined || bytes.toString('base64url') !== cursor)
    throw new InvalidInput('cursor: is not valid. Pass `nextCursor` of the previous page unchanged');
  if (!of.equals(fingerprint(list)))
    throw new InvalidInput('cursor: belongs to a list with another filter or order');
  return at;
}

const LIST_BYTES = 6;
const HEAD_BYTES = LIST_BYTES + 2;
/** A token of Temporal is far shorter. Stops a small cursor that would become huge. */
const MAX_BYTES = 16_384;
/** The last time that a Date can hold. */
const LAST_TIME = 8.64e15;

/** The first character says what follows. For a group it is the group's number, a digit. */
const KINDS = { token: 'p', time: 't', scanned: 's', ranked: 'r', recorded: 'a' } as const;

function encode(at: Position): Buffer {
  if ('before' in at) return Buffer.from(`${KINDS.recorded}${at.before.toString(36)}`);
  if ('rows' in at) {
    const after = at.after === undefined ? '' : `+${at.after}`;
    const head = `${KINDS.scanned}${at.rows.toString(36)} ${Buffer.byteLength(after).toString(36)} ${after}`;
    return Buffer.concat([Buffer.from(head), at.from ? encode(at.from) : Buffer.alloc(0)]);
  }
  if ('rank' in at)
    return Buffer.from(`${KINDS.ranked}${at.rank.toString(36)}${at.time.toString(36)} ${at.id}`);
  if ('time' in at) return Buffer.from(`${KINDS.time}${at.time.toString(36)} ${at.id}`);
  const kind = 'group' in at ? `${at.group}` : KINDS.token;
  return Buffer.concat([Buffer.from(kind), packToken(Buffer.from(at.token, 'base64'))]);
}

function inflated(body: Buffer): Buffer | undefined {
  try {
    return inflateRawSync(body, { maxOutputLength: MAX_BYTES });
  } catch {
    return undefined;
  }
}

function decode(bytes: Buffer): Position | undefined {
  const text = bytes.toString('utf8', 1);
  switch (bytes.toString('latin1', 0, 1)) {
    case KINDS.scanned:
      return decodeScanned(bytes.subarray(1));
    case KINDS.ranked: {
      const at = decodeTime(text.slice(1));
      const rank = Number.parseInt(text.charAt(0), 36);
      return at && rank >= 0 ? { ...at, rank } : undefined;
    }
    case KINDS.recorded:
      return /^[0-9a-z]{1,11}$/.test(text) ? { before: Number.parseInt(text, 36) } : undefined;
    case KINDS.time:
      return decodeTime(text);
    default:
      return decodeToken(bytes);
  }
}

function decodeToken(bytes: Buffer): Place | undefined {
  const kind = bytes.toString('latin1', 0, 1);
  const token = unpackToken(bytes.subarray(1))?.toString('base64');
  if (token === undefined) return undefined;
  if (kind === KINDS.token) return { token };
  return /\d/.test(kind) ? { group: Number(kind), token } : undefined;
}

function decodeTime(text: string): { time: number; id: string } | undefined {
  const [, digits = '', id = ''] = /^([0-9a-z]{1,11}) (.+)$/s.exec(text) ?? [];
  const time = Number.parseInt(digits, 36);
  return time <= LAST_TIME ? { time, id } : undefined;
}

function decodeScanned(bytes: Buffer): Scanned | undefined {
  const [head, digits = '', length = ''] =
    /^([0-9a-z]{1,8}) ([0-9a-z]{1,4}) /.exec(bytes.toString('latin1')) ?? [];
  if (head === undefined) return undefined;
  const end = head.length + Number.parseInt(length, 36);
  const after = bytes.toString('utf8', head.length + 1, end);
  const from = end < bytes.length ? decode(bytes.subarray(end)) : undefined;
  if (end < bytes.length && from === undefined) return undefined;
  if (from && !isPlace(from)) return undefined;
  return { ...(from && { from }), rows: Number.parseInt(digits, 36), ...(end > head.length && { after }) };
}

/** The filter as written. `olderThan` means a different time on each page, but the list is the same. */
function fingerprint(list: object): Buffer {
  const given = Object.entries(list).filter(([, value]) => value !== undefined);
  const written = Object.fromEntries(given.map(([name, value]) => [name, [value].flat()]));
  return Buffer.from(digest(written), 'hex').subarray(0, LIST_BYTES);
}

function checksum(body: Buffer): Buffer {
  return Buffer.from(digest(body.toString('latin1')), 'hex').subarray(0, HEAD_BYTES - LIST_BYTES);
}
