import { createHmac, timingSafeEqual } from 'node:crypto';

/** How old a signed body may be, either way: clocks differ. */
const MOST_AGE_S = 5 * 60;

/** What Slack sends with a body. */
export interface SlackSignature {
  timestamp: string | undefined;
  signature: string | undefined;
}

/** Whether it could hold at all: looked at before a body is read. */
export function isTimely({ timestamp = '', signature = '' }: SlackSignature, now = Date.now()): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  return Math.abs(now / 1_000 - Number(timestamp)) <= MOST_AGE_S;
}

/** Whether these very bytes were signed with the secret, as Slack's version 0 does it. */
export function isSigned(body: Uint8Array, { timestamp, signature = '' }: SlackSignature, secret: string) {
  const hmac = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body);
  const right = Buffer.from(`v0=${hmac.digest('hex')}`);
  const given = Buffer.from(signature);
  return given.length === right.length && timingSafeEqual(given, right);
}
