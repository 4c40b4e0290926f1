import { HTTPException } from 'hono/http-exception';

/** What somebody may send at once: a form, or JSON. */
export const MOST_BODY_BYTES = 1024 * 1024;

/** @throws HTTPException 413 */
export function tooLarge(): never {
  throw new HTTPException(413, { message: `the body is larger than ${MOST_BODY_BYTES / 1024 / 1024} MB` });
}
