import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { AdminSettings } from '../http/context';
import { type Form, formOf } from './form';

/*
 * Keeps the form of a person whose sign-in ended before the form was sent, so that nothing must be typed again.
 * - What: the fields of the form without those that each page makes anew (`NOT_TYPED`), the address that the form was sent to, and the
 *   account that the page belonged to.
 * - Where: encrypted, in a hidden field of the page that asks the person to sign in again. No server and no cookie stores it: the
 *   next request may reach another admin server, and a cookie holds only 4 KB.
 * - How long: one hour. After that, and for a form of more than 512 KB, the person must type it again.
 *
 * Only the same account gets the form back. It is shown again, and nothing is sent until the person sends it.
 */

/** How long a kept form can be restored. */
const MAX_AGE_MS = 60 * 60_000;
/** Encrypted and encoded, the form is a third longer, and the browser sends it back in a body of at most 1 MB. */
const MAX_BYTES = 512 * 1024;
const CIPHER = 'aes-256-gcm';

/** Fields that each page makes anew. They are not kept. */
const NOT_TYPED = ['csrf', 'decisionId', 'kept'];

const KeptSchema = z.strictObject({
  owner: z.string(),
  action: z.string(),
  fields: z.array(z.tuple([z.string(), z.string()])),
  until: z.number(),
});

/**
 * Encrypts a form for `openForm`. Undefined if the form is too large.
 *
 * @param owner the account whose page the form was on; only this account gets it back
 * @param action the address that the form was sent to; it is shown again only there
 */
export function sealForm(
  { sessionSecret }: AdminSettings,
  { owner, action, form }: { owner: string; action: string; form: Form },
): string | undefined {
  const fields = form.entries().filter(([name]) => !NOT_TYPED.includes(name));
  const kept: z.input<typeof KeptSchema> = { owner, action, fields, until: Date.now() + MAX_AGE_MS };
  const text = Buffer.from(JSON.stringify(kept));
  if (text.length > MAX_BYTES) return undefined;
  const iv = randomBytes(12);
  const cipher = createCipheriv(CIPHER, keyOf(sessionSecret), iv);
  const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Decrypts a form and its owner. Undefined if it was not encrypted for this address, or is older than an hour. */
export function openForm(
  { sessionSecret }: AdminSettings,
  sealed: string,
  action: string,
): { owner: string; form: Form } | undefined {
  try {
    const bytes = Buffer.from(sealed, 'base64url');
    const decipher = createDecipheriv(CIPHER, keyOf(sessionSecret), bytes.subarray(0, 12), {
      authTagLength: 16,
    });
    decipher.setAuthTag(bytes.subarray(12, 28));
    const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString();
    const kept = KeptSchema.parse(JSON.parse(text));
    if (kept.action !== action || kept.until < Date.now()) return undefined;
    return { owner: kept.owner, form: formOf(kept.fields) };
  } catch {
    return undefined;
  }
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'temporal-hitl form kept over a sign-in', 32));
}
