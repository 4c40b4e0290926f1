import { createRoute, z } from '@hono/zod-openapi';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { NameSchema } from '../../../contract/text';
import type { Desk } from '../../desk/desk';
import { oneThing } from '../../events/one-thing';
import { watch, type Watched } from '../../events/watch';
import { whatConcerns } from '../../events/what-concerns';
import { type Api, whoOf } from '../api-env';
import { problems } from '../documented';
import { problem } from '../problem';
import { sendProblem } from '../send';

/** A proxy ends a connection on which nothing moves. */
const HEARTBEAT_MS = 15_000;
/** Streams of one account on this desk; browsers hold six for each tab's address. */
const MOST_STREAMS = 20;

const events = createRoute({
  method: 'get',
  path: '/events',
  tags: ['events'],
  summary: 'What changes that concerns you, as server-sent events',
  description:
    'Events are named `change` (data: `{ kind, id, status }`), `unreachable` while Temporal is away, and `back`. With ' +
    '`id`: of that request, escalation or run alone. What was missed between two streams is not told: read again.',
  request: { query: z.strictObject({ id: NameSchema.optional() }) },
  responses: {
    200: { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } },
    ...problems(404),
  },
});

export function addEventRoutes(api: Api, desk: Desk): void {
  const streams = new Map<string, number>();
  api.openapi(events, async (c) => {
    const { who, session } = c.get('sender');
    const { id } = c.req.valid('query');
    const open = streams.get(who.account) ?? 0;
    if (open >= MOST_STREAMS)
      return sendProblem(c, problem(429, `You have ${MOST_STREAMS} streams open already`));
    const watched = id === undefined ? whatConcerns(desk, whoOf(c)) : await oneThing(desk, whoOf(c), id);
    streams.set(who.account, open + 1);
    // A stream must not outlive what let its reader in.
    const lastsMs = session === undefined ? undefined : session.until - Date.now();
    return streamSSE(
      c,
      async (stream) => {
        try {
          await tellAll(stream, watched, lastsMs);
        } finally {
          const left = (streams.get(who.account) ?? 1) - 1;
          if (left > 0) streams.set(who.account, left);
          else streams.delete(who.account);
        }
      },
      async (error) => desk.log(`events: ${error.stack}`),
    );
  });
}

async function tellAll(
  stream: SSEStreamingApi,
  watched: Watched,
  lastsMs: number | undefined,
): Promise<void> {
  const over = new AbortController();
  stream.onAbort(() => over.abort());
  const heartbeat = setInterval(() => void stream.write(': still here\n\n'), HEARTBEAT_MS);
  const end =
    lastsMs === undefined ? undefined : setTimeout(() => over.abort(), Math.min(lastsMs, 2 ** 31 - 1));
  try {
    await stream.write('retry: 2000\n\n');
    await watch(
      watched,
      (told) =>
        void stream.writeSSE({
          event: told.event,
          data: JSON.stringify('change' in told ? told.change : {}),
        }),
      over.signal,
    );
  } finally {
    clearInterval(heartbeat);
    clearTimeout(end);
  }
}
