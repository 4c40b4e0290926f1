import { z } from 'zod';
import { LIMITS } from './limits';
import { NameSchema, text } from './text';

/** The text before the `*` at the end of a pattern, or undefined if the pattern is a whole name. */
export function prefixOf(pattern: string): string | undefined {
  return pattern.endsWith('*') ? pattern.slice(0, -1) : undefined;
}

/** In search values a quote at the end and a `%` before two digits are escaped, so that these prefixes would not be found. */
const AMBIGUOUS_END = /(?:'|%[0-9A-F]?)$/;

/** A name to search for. With a `*` at its end: the beginning of names. Any other `*` means itself. */
export const NamePatternSchema = z.string().superRefine((pattern, problems) => {
  const prefix = prefixOf(pattern);
  const refuse = (message: string) => problems.addIssue({ code: 'custom', message, input: pattern });
  if (prefix === '') return refuse("must not be '*' alone, which would match everything: leave it out");
  if (prefix !== undefined && AMBIGUOUS_END.test(prefix))
    return refuse(
      "must not have a quote or a '%' just before its '*': leave out the last characters before the '*'",
    );
  // A prefix may end with a space, although a name may not.
  const name = NameSchema.safeParse(prefix === undefined ? pattern : prefix.trimEnd());
  for (const { message } of name.error?.issues ?? []) refuse(message);
});

/** The words of a search, at most as long as a name. */
export const SearchSchema = text(LIMITS.nameBytes).refine((words) => /[\p{L}\p{N}]/u.test(words), {
  error: 'has no word: write the beginning of at least one word, or a part of an id',
});
