import { z } from 'zod';
import { NameSchema } from '../text';

const KeySchema = z.strictObject({
  /** The record of each signed decision contains it. */
  id: NameSchema,
  /** Ed25519: PEM (SPKI), or the base64 of its DER. */
  publicKey: z.string().min(1, 'must not be empty'),
});

/** Whether decisions need a signature, and the keys that can sign. */
export const DecisionsSchema = z
  .strictObject({
    /** For requests planned from now on, only decisions signed with one of the keys count. */
    signed: z.boolean().default(false),
    /** All are valid at the same time: to rotate, add the new key before you remove the old one. */
    keys: z.array(KeySchema).default([]),
  })
  .superRefine(({ signed, keys }, problems) => {
    if (signed && keys.length === 0)
      problems.addIssue({
        code: 'custom',
        path: ['keys'],
        message: 'needs a key, because no decision could count without one: make one with hitl keys signing',
      });
    checkUnique(keys, 'id', ['keys'], problems);
  });

/** Adds a problem for each item that has the same name as an earlier item of the list. */
export function checkUnique<Key extends string>(
  items: Record<Key, string>[],
  key: Key,
  path: PropertyKey[],
  problems: z.core.$RefinementCtx,
): void {
  const names = items.map((item) => item[key]);
  names.forEach((name, index) => {
    if (names.indexOf(name) !== index)
      problems.addIssue({ code: 'custom', path: [...path, index, key], message: `'${name}' is used twice` });
  });
}
