/*
 * Page tokens of Temporal's SQL databases are JSON with two times and the id of a run. Packed they are a third as long, so that
 * cursors are short. Other tokens stay as they are.
 */

const FORMS = { other: 0, open: 1, ended: 2 } as const;
/** The close time of a workflow that has not ended. */
const OPEN = '9999-12-31T23:59:59Z';
const TIME_BYTES = 8;

export function packToken(token: Buffer): Buffer {
  const packed = packRow(token.toString('utf8'));
  return packed && unpackToken(packed)?.equals(token)
    ? packed
    : Buffer.concat([Buffer.from([FORMS.other]), token]);
}

/** The token that was packed, or nothing if these are not bytes of `packToken`. */
export function unpackToken(packed: Buffer): Buffer | undefined {
  const rest = packed.subarray(1);
  switch (packed[0]) {
    case FORMS.other:
      return rest;
    case FORMS.open:
      return unpackRow(OPEN, rest);
    case FORMS.ended:
      return rest.length < TIME_BYTES ? undefined : unpackRow(timeFrom(rest), rest.subarray(TIME_BYTES));
    default:
      return undefined;
  }
}

const TOKEN = /^\{"CloseTime":"([^"]+)","StartTime":"([^"]+)","RunID":"([0-9a-f-]{36})"\}$/;

function packRow(token: string): Buffer | undefined {
  const [, closed = '', started = '', run = ''] = TOKEN.exec(token) ?? [];
  const start = packTime(started);
  const end = closed === OPEN ? Buffer.alloc(0) : packTime(closed);
  if (!start || !end) return undefined;
  const form = closed === OPEN ? FORMS.open : FORMS.ended;
  return Buffer.concat([Buffer.from([form]), end, start, Buffer.from(run.replaceAll('-', ''), 'hex')]);
}

function unpackRow(closed: string, rest: Buffer): Buffer | undefined {
  const [, ...run] =
    /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(rest.subarray(TIME_BYTES).toString('hex')) ?? [];
  if (run.length === 0) return undefined;
  return Buffer.from(`{"CloseTime":"${closed}","StartTime":"${timeFrom(rest)}","RunID":"${run.join('-')}"}`);
}

/** Nanoseconds since 1970. */
function packTime(text: string): Buffer | undefined {
  const [, seconds = '', fraction = ''] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(text) ?? [];
  const ms = Date.parse(`${seconds}Z`);
  const ns = Number.isNaN(ms) ? -1n : BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
  if (ns < 0n || ns >= 1n << 64n) return undefined;
  const bytes = Buffer.alloc(TIME_BYTES);
  bytes.writeBigUInt64BE(ns);
  return bytes;
}

/** The time as Go writes it: without zeros at its end. */
function timeFrom(bytes: Buffer): string {
  const ns = bytes.readBigUInt64BE();
  const seconds = new Date(Number(ns / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  const fraction = `${ns % 1_000_000_000n}`.padStart(9, '0').replace(/0+$/, '');
  return `${seconds}${fraction && `.${fraction}`}Z`;
}
