import { z } from 'zod';
import { InvalidInput } from '../../contract/errors';
import { digest } from '../../rules/digest';

/** The last time that a Date can hold. */
const LAST_TIME = 8.64e15;

/** Where a list goes on: after the server's page token, or after a deadline and an id. */
const PositionSchema = z.union([
  z.strictObject({ token: z.string() }),
  z.strictObject({ deadline: z.int().min(0).max(LAST_TIME), id: z.string() }),
]);
const CursorSchema = z.strictObject({ of: z.string(), at: PositionSchema });

export type Position = z.output<typeof PositionSchema>;

/** An opaque cursor that holds for this list only: its filter and its order. */
export function toCursor(list: object, at: Position): string {
  return Buffer.from(JSON.stringify({ of: fingerprint(list), at })).toString('base64url');
}

/** @throws InvalidInput when it is no cursor, or another list's */
export function fromCursor(cursor: string, list: object): Position {
  const read = CursorSchema.safeParse(parse(cursor));
  if (!read.success) throw new InvalidInput('cursor: is none of ours: give back `nextCursor` as it came');
  if (read.data.of !== fingerprint(list))
    throw new InvalidInput('cursor: belongs to a list with another filter or order');
  return read.data.at;
}

/** The filter as written: `olderThan` means another time on every page, and the same list. */
function fingerprint(list: object): string {
  const given = Object.entries(list).filter(([, value]) => value !== undefined);
  return digest(Object.fromEntries(given.map(([name, value]) => [name, [value].flat()]))).slice(0, 16);
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
  } catch {
    return undefined;
  }
}
