import { createHmac, timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { MAX_BODY_BYTES, throwTooLarge } from '../http/limits';
import { problem, sendProblem } from '../http/problem';
import type { SignIn } from '../sign-in/authenticate';
import { onClick } from './on-click';
import { CLEAR, onSubmission } from './on-submission';
import { isClick, isSubmission, payloadIn } from './payload';
import { channelsIn, senderOf } from './sender';
import type { AdminContext } from '../http/context';

/** Slack waits 3 s; what takes longer goes on behind the answer. */
const ANSWER_TIMEOUT_MS = 2_400;

/**
 * Where Slack sends what people do in cards and modals. What proves that it is Slack is the signature of the body, and
 * what proves who it is is that body: no session, and no name that anybody wrote.
 */
export function addInteractions(app: Hono, admin: AdminContext, signIn: SignIn): void {
  const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: throwTooLarge });
  app.post('/slack/interactions', limit, async (c) => {
    const signature = {
      timestamp: c.req.header('X-Slack-Request-Timestamp'),
      signature: c.req.header('X-Slack-Signature'),
    };
    if (!isTimely(signature)) return refused(c);
    const body = new Uint8Array(await c.req.arrayBuffer());
    const signers = Object.entries(admin.slack).filter(([, { signingSecret }]) =>
      isSigned(body, signature, signingSecret),
    );
    if (signers.length === 0) return refused(c);
    const payload = payloadIn(body);
    if (payload === undefined) return sendProblem(c, problem(400, 'This is no interaction of Slack'));
    const channels = channelsIn(signers, payload);
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

/** What the work answers, or `late` where it takes longer than Slack waits: it then goes on. */
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
  const timeUp = sleep(ANSWER_TIMEOUT_MS, late, { signal: stop.signal }).then(
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
    problem(401, 'The signature does not show that Slack sent this, now, for this workspace'),
  );
}

/** How old a signed body may be, either way: clocks differ. */
const MAX_AGE_S = 5 * 60;

/** What Slack sends with a body. */
export interface SlackSignature {
  timestamp: string | undefined;
  signature: string | undefined;
}

/** Whether it could hold at all: looked at before a body is read. */
export function isTimely({ timestamp = '', signature = '' }: SlackSignature, now = Date.now()): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  return Math.abs(now / 1_000 - Number(timestamp)) <= MAX_AGE_S;
}

/** Whether these very bytes were signed with the secret, as Slack's version 0 does it. */
export function isSigned(body: Uint8Array, { timestamp, signature = '' }: SlackSignature, secret: string) {
  const hmac = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body);
  const right = Buffer.from(`v0=${hmac.digest('hex')}`);
  const given = Buffer.from(signature);
  return given.length === right.length && timingSafeEqual(given, right);
}
