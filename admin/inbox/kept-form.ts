import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Form, formOf } from './form';
import type { AdminSettings } from '../http/context';

/** A person may be away for as long before what was typed is lost. */
const MAX_AGE_MS = 60 * 60_000;
/** Sealed it is a third longer, and a form holds 1 MB. */
const MAX_BYTES = 512 * 1024;
const CIPHER = 'aes-256-gcm';

/** What belongs to a form as it was rendered and not to the person who filled it in. */
const NOT_TYPED = ['csrf', 'decisionId', 'kept'];

const KeptSchema = z.strictObject({
  owner: z.string(),
  action: z.string(),
  fields: z.array(z.tuple([z.string(), z.string()])),
  until: z.number(),
});

/**
 * What was typed into a form whose sign-in had ended, encrypted, for the browser to bring back after signing in again.
 * It travels in a page rather than in a cookie, which holds 4 KB, or on the server, which may be another one by then.
 * Undefined when it is too large.
 *
 * @param owner the person whose page the form was on; only this person gets it back
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

/** The form again, and whose it was. Undefined when it was not sealed here for this address, or too long ago. */
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
