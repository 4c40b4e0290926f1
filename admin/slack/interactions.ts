import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { problem } from '../api/problem';
import { sendProblem } from '../api/send';
import { MOST_BODY_BYTES, tooLarge } from '../desk/body-size';
import type { Desk } from '../desk/desk';
import type { SignIn } from '../sign-in/authenticate';
import { onClick } from './on-click';
import { CLEAR, onSubmission } from './on-submission';
import { isClick, isSubmission, payloadIn } from './payload';
import { channelsIn, senderOf } from './sender';
import { isSigned, isTimely } from './verify';

/** Slack waits 3 s; what takes longer goes on behind the answer. */
const ANSWER_WITHIN_MS = 2_400;

/**
 * Where Slack sends what people do in cards and modals. What proves that it is Slack is the signature of the body, and
 * what proves who it is is that body: no session, and no name that anybody wrote.
 */
export function addInteractions(app: Hono, desk: Desk, signIn: SignIn): void {
  const limit = bodyLimit({ maxSize: MOST_BODY_BYTES, onError: tooLarge });
  app.post('/slack/interactions', limit, async (c) => {
    const signature = {
      timestamp: c.req.header('X-Slack-Request-Timestamp'),
      signature: c.req.header('X-Slack-Signature'),
    };
    if (!isTimely(signature)) return refused(c);
    const body = new Uint8Array(await c.req.arrayBuffer());
    const signers = Object.entries(desk.slack).filter(([, { signingSecret }]) =>
      isSigned(body, signature, signingSecret),
    );
    if (signers.length === 0) return refused(c);
    const payload = payloadIn(body);
    if (payload === undefined) return sendProblem(c, problem(400, 'This is no interaction of Slack'));
    const channels = channelsIn(signers, payload);
    const [first] = channels;
    if (first === undefined) return refused(c);
    const from = { desk, signIn, channels, config: first[1] };
    if (isSubmission(payload))
      return c.json(
        await inTime(desk, CLEAR, (isLate) => onSubmission(senderOf(from, payload), payload, isLate)),
      );
    if (isClick(payload)) await inTime(desk, undefined, () => onClick(senderOf(from, payload), payload));
    return c.body(null, 200);
  });
}

/** What the work answers, or `late` where it takes longer than Slack waits: it then goes on. */
async function inTime<T>(desk: Desk, late: T, work: (isLate: () => boolean) => Promise<T>): Promise<T> {
  let isLate = false;
  const done = work(() => isLate).catch((error: Error) => {
    desk.log(`slack: ${error.stack ?? error.message}`);
    return late;
  });
  const stop = new AbortController();
  const timeUp = sleep(ANSWER_WITHIN_MS, late, { signal: stop.signal }).then(
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
