import { z } from 'zod';
import { LIMITS, utf8Bytes } from './limits';
import { EscalationLevel } from './names';
import { toSearchValue } from './search-value';

/**
 * Well-formed text of at most `limit` UTF-8 bytes. Half of a character (a lone surrogate) is refused: in an id or an error
 * message it would crash the worker process, and hashes and searches would not be reliable.
 */
export function text(limit: number) {
  return z
    .string()
    .refine((value) => value.isWellFormed(), {
      error: 'is not well-formed text: it contains half of a character (a lone surrogate)',
    })
    .refine((value) => utf8Bytes(value) <= limit, { error: `is longer than ${limit} bytes` });
}

/** A note, a reason or another short text of a person. */
export const NoteSchema = text(LIMITS.notesBytes);

/** The longest value of a search attribute that Temporal keeps on SQL databases, in characters. */
const SEARCH_VALUE_LENGTH = 255;

/** A name or an id: not empty, without spaces around it, at most 200 bytes (design rule 19), and searchable. */
export const NameSchema = text(LIMITS.nameBytes)
  .min(1, 'must not be empty')
  .refine((value) => value.trim() === value, { error: 'must not begin or end with a space' })
  .refine((value) => toSearchValue(value).length <= SEARCH_VALUE_LENGTH, {
    error: 'has too many backslashes, double quotes or control characters',
  });

/** A glob: `*` matches any characters except `/`, `**` matches any characters. Every other character matches itself. */
export const GlobSchema = text(1000)
  .min(1, 'must not be empty')
  .refine((glob) => !glob.startsWith('!'), {
    error:
      "'!' excludes nothing: write two policies (or routes), and name what is excluded in the stricter one",
  });

/** The names of all options of a type. The compiler checks that none is missing. */
export type OptionNames<O> = Record<keyof Required<O>, true>;

/**
 * The error text if an option is unknown. A misspelt option must not be ignored, because the protection that it asks for
 * would be missing.
 */
export function unknownOption<O extends object>(options: O, known: OptionNames<O>): string | undefined {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return undefined;
  return `${unknown}: is not a known option. Known options: ${Object.keys(known).join(', ')}`;
}

/** A level, in messages and in the config. */
export const LevelSchema = z.enum(EscalationLevel);
