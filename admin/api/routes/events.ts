import { createRoute, z } from '@hono/zod-openapi';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { NameSchema } from '../../../contract/text';
import { type WatchEvent, watch, type WatchSource } from '../../events/watch';
import { watchInbox } from '../../events/watch-inbox';
import { watchOne } from '../../events/watch-one';
import type { AdminContext } from '../../http/context';
import { problem, sendProblem } from '../../http/problem';
import { type Api, problemResponses } from '../route-parts';

/** Proxies close idle connections, so something is sent this often. */
const HEARTBEAT_MS = 15_000;
/** Open streams of one account on this admin server. A browser opens at most six per host. */
const MAX_STREAMS = 20;
/** Seconds after which one of the account's streams has probably ended. */
const RETRY_AFTER_S = 5;

const events = createRoute({
  method: 'get',
  path: '/events',
  tags: ['events'],
  summary: 'Changes that concern you, as server-sent events',
  description:
    'The events are `change` (data: `{ kind, id, status }`, and `unreadable` if Temporal has a record that cannot be ' +
    'decoded), `unreachable` when Temporal stops answering, and `back` when it answers again. With `id`: only changes of ' +
    'that request, escalation or run. A new stream does not repeat what you missed: read the data again. Pages send ' +
    '`since`, the mark of the state that they show: if the state is another when the stream begins, it sends `missed`.',
  request: { query: z.strictObject({ id: NameSchema.optional(), since: NameSchema.optional() }) },
  responses: {
    200: { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } },
    ...problemResponses(404),
  },
});

export function addEventRoutes(api: Api, admin: AdminContext): void {
  const streams = new Map<string, number>();
  api.openapi(events, async (c) => {
    const { who, session } = c.get('sender');
    const { id, since } = c.req.valid('query');
    const open = streams.get(who.account) ?? 0;
    if (open >= MAX_STREAMS) {
      c.header('Retry-After', `${RETRY_AFTER_S}`);
      return sendProblem(
        c,
        problem(429, `You already have ${MAX_STREAMS} open streams: close one, then try again`),
      );
    }
    // Count before the first await: several requests can arrive at once.
    streams.set(who.account, open + 1);
    const closed = () => {
      const left = (streams.get(who.account) ?? 1) - 1;
      if (left > 0) streams.set(who.account, left);
      else streams.delete(who.account);
    };
    try {
      const watched = id === undefined ? watchInbox(admin, who) : await watchOne(admin, who, id);
      // A stream must not outlive the session that opened it.
      const lastsMs = session === undefined ? undefined : session.until - Date.now();
      const options = { lastsMs, since, isLetIn: c.get('isLetIn'), log: admin.log, closed };
      // The answer to HEAD has no body, and the client would never close the stream.
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
  since: string | undefined;
  isLetIn: () => Promise<boolean>;
  log: (line: string) => void;
  closed: () => void;
}

/** Never throws: hono would send the error's message to the reader of the stream. */
async function streamChanges(
  stream: SSEStreamingApi,
  watched: WatchSource,
  options: StreamOptions,
): Promise<void> {
  const { lastsMs, since, isLetIn, log, closed } = options;
  const ended = new AbortController();
  const end = () => ended.abort();
  const untilEnded = new Promise<void>((resolve) => ended.signal.addEventListener('abort', () => resolve()));
  stream.onAbort(end);
  // When the stream has ended, do not wait for writes that nobody reads.
  const written = (write: Promise<unknown>) => Promise.race([write, untilEnded]).then(() => {});
  let isBeating = false;
  const heartbeat = setInterval(() => {
    if (isBeating) return;
    isBeating = true;
    void stream.write(': still here\n\n').then(() => (isBeating = false));
  }, HEARTBEAT_MS);
  const timer = lastsMs === undefined ? undefined : setTimeout(end, Math.min(lastsMs, 2 ** 31 - 1));
  const sendEvent = (event: WatchEvent) =>
    written(
      stream.writeSSE({ event: event.event, data: JSON.stringify('change' in event ? event.change : {}) }),
    );
  try {
    await written(stream.write('retry: 2000\n\n'));
    await watch(watched, sendEvent, { stop: ended.signal, isAllowed: isLetIn, since });
  } catch (error) {
    log(`events: ${(error as Error).stack}`);
  } finally {
    clearInterval(heartbeat);
    clearTimeout(timer);
    closed();
  }
}
