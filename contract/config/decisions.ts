import { z } from 'zod';
import { NameSchema } from '../text';

const KeySchema = z.strictObject({
  /** It is in the record of what was signed with it. */
  id: NameSchema,
  /** Ed25519: PEM (SPKI), or the base64 of its DER. */
  publicKey: z.string().min(1, 'must not be empty'),
});

/** Whether decisions count on their word or on a signature, and whose. */
export const DecisionsSchema = z
  .strictObject({
    /** Only decisions signed with one of the keys count, on what is planned from now on. */
    signed: z.boolean().default(false),
    /** All are valid at once: a new one is added before the old one is taken out. */
    keys: z.array(KeySchema).default([]),
  })
  .superRefine(({ signed, keys }, problems) => {
    if (signed && keys.length === 0)
      problems.addIssue({
        code: 'custom',
        path: ['keys'],
        message: 'names no key, so no decision could count: make one with hitl keys signing',
      });
    keys.forEach(({ id }, index) => {
      if (keys.findIndex((other) => other.id === id) !== index)
        problems.addIssue({ code: 'custom', path: ['keys', index, 'id'], message: `'${id}' is used twice` });
    });
  });
