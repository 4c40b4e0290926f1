import { z } from 'zod';
import { LIMITS, utf8Bytes } from './limits';

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

/** A name or an id: not empty, no spaces around it, at most 200 bytes (design rule 19). */
export const NameSchema = text(LIMITS.nameBytes)
  .min(1, 'must not be empty')
  .refine((value) => value.trim() === value, { error: 'must not begin or end with a space' });
