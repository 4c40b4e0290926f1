import { createHmac, timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AdminContext } from '../http/context';
import { MAX_BODY_BYTES, throwTooLarge } from '../http/limits';
import { problem, sendProblem } from '../http/problem';
import type { SignIn } from '../sign-in/authenticate';
import { onClick } from './on-click';
import { CLEAR, onSubmission } from './on-submission';
import { isClick, isSubmission, payloadIn } from './payload';
import { channelsOfPayload, senderOf } from './sender';

/**
 * Adds the address for clicks in Slack cards and modals. The signature over the raw body proves that Slack sent it. The
 * signed body identifies the Slack account. Sessions and names in the payload are not used.
 */
export function addInteractions(app: Hono, admin: AdminContext, signIn: SignIn): void {
  const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: throwTooLarge });
  app.post('/slack/interactions', limit, async (c) => {
    const signature = {
      timestamp: c.req.header('X-Slack-Request-Timestamp'),
      signature: c.req.header('X-Slack-Signature'),
    };
    if (!hasValidTime(signature)) return refused(c);
    const body = new Uint8Array(await c.req.arrayBuffer());
    const signers = Object.entries(admin.slack).filter(([, { signingSecret }]) =>
      isSigned(body, signature, signingSecret),
    );
    if (signers.length === 0) return refused(c);
    const payload = payloadIn(body);
    if (payload === undefined) return sendProblem(c, problem(400, 'The body is not a Slack interaction'));
    const channels = channelsOfPayload(signers, payload);
    const [first] = channels;
    if (first === undefined) return refused(c);
    const from = { admin, signIn, channels, config: first[1] };
    if (isSubmission(payload))
      return c.json(
        await withinTimeout(admin, CLEAR, (isLate) => onSubmission(senderOf(from, payload), payload, isLate)),
      );
    if (isClick(payload))
      await withinTimeout(admin, undefined, () => onClick(senderOf(from, payload), payload));
    return c.body(null, 200);
  });
}

/** The result of `work`, or `late` where Slack would no longer wait for it. The work then continues in the background. */
async function withinTimeout<T>(
  admin: AdminContext,
  late: T,
  work: (isLate: () => boolean) => Promise<T>,
): Promise<T> {
  let isLate = false;
  const done = work(() => isLate).catch((error: Error) => {
    admin.log(`slack: ${error.stack ?? error.message}`);
    return late;
  });
  const stop = new AbortController();
  const timeUp = sleep(admin.settings.slackTimeoutMs, late, { signal: stop.signal }).then(
    () => {
      isLate = true;
      return late;
    },
    () => late,
  );
  return Promise.race([done, timeUp]).finally(() => stop.abort());
}

function refused(c: Context): Response {
  return sendProblem(
    c,
    problem(401, 'The Slack signature is invalid or too old, or the workspace is not configured'),
  );
}

/** The maximum difference between Slack's clock and ours. */
const MAX_AGE_S = 5 * 60;

/** The signature headers of a Slack request. */
export interface SlackSignature {
  timestamp: string | undefined;
  signature: string | undefined;
}

/** Whether the signature has a valid format and time. This is checked before the body is read. */
export function hasValidTime({ timestamp = '', signature = '' }: SlackSignature, now = Date.now()): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  return Math.abs(now / 1_000 - Number(timestamp)) <= MAX_AGE_S;
}

/** Whether the raw body was signed with this secret (Slack's signature version 0). */
export function isSigned(body: Uint8Array, { timestamp, signature = '' }: SlackSignature, secret: string) {
  const hmac = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body);
  const expected = Buffer.from(`v0=${hmac.digest('hex')}`);
  const received = Buffer.from(signature);
  return received.length === expected.length && timingSafeEqual(received, expected);
}
