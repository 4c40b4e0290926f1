import { createRoute, z } from '@hono/zod-openapi';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { NameSchema } from '../../../contract/text';
import { watchOne } from '../../events/watch-one';
import { type WatchEvent, watch, type WatchSource } from '../../events/watch';
import { watchInbox } from '../../events/watch-inbox';
import { type Api, problemResponses } from '../route-parts';
import { problem, sendProblem } from '../../http/problem';
import type { AdminContext } from '../../http/context';

/** A proxy ends a connection on which nothing moves. */
const HEARTBEAT_MS = 15_000;
/** Streams of one account on this admin server; browsers hold six for each tab's address. */
const MAX_STREAMS = 20;
/** When one of them may have ended. */
const RETRY_AFTER_S = 5;

const events = createRoute({
  method: 'get',
  path: '/events',
  tags: ['events'],
  summary: 'What changes that concerns you, as server-sent events',
  description:
    'Events are named `change` (data: `{ kind, id, status }`, and `unreadable` where Temporal has it in a form that cannot be decoded), `unreachable` while Temporal is away, and `back`. With ' +
    '`id`: of that request, escalation or run alone. What was missed between two streams is not told: read again.',
  request: { query: z.strictObject({ id: NameSchema.optional() }) },
  responses: {
    200: { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } },
    ...problemResponses(404),
  },
});

export function addEventRoutes(api: Api, admin: AdminContext): void {
  const streams = new Map<string, number>();
  api.openapi(events, async (c) => {
    const { who, session } = c.get('sender');
    const { id } = c.req.valid('query');
    const open = streams.get(who.account) ?? 0;
    if (open >= MAX_STREAMS) {
      c.header('Retry-After', `${RETRY_AFTER_S}`);
      return sendProblem(c, problem(429, `You have ${MAX_STREAMS} streams open already`));
    }
    // Counted before anything is awaited: many may ask at once.
    streams.set(who.account, open + 1);
    const closed = () => {
      const left = (streams.get(who.account) ?? 1) - 1;
      if (left > 0) streams.set(who.account, left);
      else streams.delete(who.account);
    };
    try {
      const watched = id === undefined ? watchInbox(admin, who) : await watchOne(admin, who, id);
      // A stream must not outlive what let its reader in.
      const lastsMs = session === undefined ? undefined : session.until - Date.now();
      const options = { lastsMs, isLetIn: c.get('isLetIn'), log: admin.log, closed };
      // Nobody reads what follows the head of an answer to HEAD, or closes it.
      if (c.req.method !== 'HEAD') return streamSSE(c, (stream) => streamChanges(stream, watched, options));
      closed();
      return c.body(null, 200, { 'Content-Type': 'text/event-stream' });
    } catch (error) {
      closed();
      throw error;
    }
  });
}

interface StreamOptions {
  lastsMs: number | undefined;
  isLetIn: () => Promise<boolean>;
  log: (line: string) => void;
  closed: () => void;
}

/** Never throws: hono would tell whoever reads the stream what of. */
async function streamChanges(
  stream: SSEStreamingApi,
  watched: WatchSource,
  telling: StreamOptions,
): Promise<void> {
  const { lastsMs, isLetIn, log, closed } = telling;
  const over = new AbortController();
  const end = () => over.abort();
  const untilOver = new Promise<void>((resolve) => over.signal.addEventListener('abort', () => resolve()));
  stream.onAbort(end);
  // What nobody takes is not piled up.
  const written = (write: Promise<unknown>) => Promise.race([write, untilOver]).then(() => {});
  let isBeating = false;
  const heartbeat = setInterval(() => {
    if (isBeating) return;
    isBeating = true;
    void stream.write(': still here\n\n').then(() => (isBeating = false));
  }, HEARTBEAT_MS);
  const timer = lastsMs === undefined ? undefined : setTimeout(end, Math.min(lastsMs, 2 ** 31 - 1));
  const tell = (told: WatchEvent) =>
    written(
      stream.writeSSE({ event: told.event, data: JSON.stringify('change' in told ? told.change : {}) }),
    );
  try {
    await written(stream.write('retry: 2000\n\n'));
    await watch(watched, tell, over.signal, isLetIn);
  } catch (error) {
    log(`events: ${(error as Error).stack}`);
  } finally {
    clearInterval(heartbeat);
    clearTimeout(timer);
    closed();
  }
}
