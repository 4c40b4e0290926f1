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
    keys.forEach(({ id }, index) => {
      if (keys.findIndex((other) => other.id === id) !== index)
        problems.addIssue({ code: 'custom', path: ['keys', index, 'id'], message: `'${id}' is used twice` });
    });
  });
