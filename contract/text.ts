import { z } from 'zod';
import { LIMITS, utf8Bytes } from './limits';
import { EscalationLevel } from './names';
import { toSearchValue } from './search-value';

/**
 * Well-formed text of at most `limit` UTF-8 bytes. Half of a character (a lone surrogate) is refused: in an id or an
 * error message it would end the worker process, and no hash or search is certain of it.
 */
export function text(limit: number) {
  return z
    .string()
    .refine((value) => value.isWellFormed(), {
      error: 'is not well-formed text: it contains half of a character (a lone surrogate)',
    })
    .refine((value) => utf8Bytes(value) <= limit, { error: `is longer than ${limit} bytes` });
}

/** The most characters that Temporal keeps of a search attribute on SQL databases. */
const SEARCH_VALUE_LENGTH = 255;

/** A name or an id: not empty, no spaces around it, at most 200 bytes (design rule 19), and one that lists can search for. */
export const NameSchema = text(LIMITS.nameBytes)
  .min(1, 'must not be empty')
  .refine((value) => value.trim() === value, { error: 'must not begin or end with a space' })
  .refine((value) => toSearchValue(value).length <= SEARCH_VALUE_LENGTH, {
    error: 'has too many backslashes, double quotes or control characters',
  });

/** `*` stands for any characters but `/`, `**` for any characters; every other character stands for itself. */
export const GlobSchema = text(1000)
  .min(1, 'must not be empty')
  .refine((glob) => !glob.startsWith('!'), {
    error:
      "'!' excludes nothing: write two policies (or routes), and let the stricter one name what is excluded",
  });

/** The names of all options of a kind. The compiler sees to it that none is forgotten. */
export type OptionNames<O> = Record<keyof Required<O>, true>;

/**
 * What is wrong where an option is none of these. One that is misspelt must not be dropped: with it would go what it
 * should have guarded.
 */
export function unknownOption<O extends object>(options: O, known: OptionNames<O>): string | undefined {
  const stranger = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (stranger === undefined) return undefined;
  return `${stranger}: is not known here: misspelt? Known are ${Object.keys(known).join(', ')}`;
}

export const LevelSchema = z.enum(EscalationLevel);
