import { z } from 'zod';

/** The parts of a workflow that may stay in clear text, so that lists work without the keys. */
export const CLEAR_PARTS = ['memo', 'summary'] as const;
/** A part that may stay in clear text. */
export type ClearPart = (typeof CLEAR_PARTS)[number];

const KEY_BYTES = 32;
/** 43 characters of base64 and one of padding. The last character holds four bits. */
const KEY = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/** The id of an encryption key: it is stored in clear text beside everything that the key encrypts. */
export const KeyIdSchema = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, {
  error: 'must have 1 to 64 characters: letters, digits, dots, underscores and hyphens',
});

/** Payload encryption: AES-256-GCM, with the same keys in every client, worker and admin server. */
export const EncryptionSchema = z.strictObject({
  /** The first key encrypts. Every key decrypts. */
  keys: z
    .array(
      z.strictObject({
        /** The name of the key, such as `2026-12`. Never use it again for another key. */
        id: KeyIdSchema,
        /** 32 random bytes in base64. `hitl keys encryption` makes one. */
        key: z.string().regex(KEY, {
          error: `must be ${KEY_BYTES} bytes in base64: make one with \`hitl keys encryption\``,
        }),
      }),
      { error: 'must be a list of keys: [{ id, key }]' },
    )
    .min(1, 'has no key: make one with `hitl keys encryption`')
    .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, {
      error: 'has two keys with the same id',
    }),
  /** Decrypts, but does not encrypt what is written from now on. Turns encryption off. Default false. */
  decryptOnly: z.boolean().default(false),
  /** What stays in clear text. Default: nothing. */
  clear: z.array(z.enum(CLEAR_PARTS, { error: `must be one of ${CLEAR_PARTS.join(', ')}` })).default([]),
});

/** The keys of payload encryption, and what to encrypt. */
export type EncryptionOptions = z.input<typeof EncryptionSchema>;
export type Encryption = z.output<typeof EncryptionSchema>;
