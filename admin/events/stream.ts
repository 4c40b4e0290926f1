import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { AdminContext } from '../http/context';
import { problem, sendProblem } from '../http/problem';
import { type WatchEvent, watch, type WatchSource } from './watch';

/** Proxies close idle connections, so something is sent this often. */
const HEARTBEAT_MS = 15_000;
/** Open streams of one account on this admin server. A browser opens at most six per host. */
const MAX_STREAMS = 20;
/** Seconds after which one of the account's streams has probably ended. */
const RETRY_AFTER_S = 5;

/** The number of open streams of each account. */
const openStreams = new WeakMap<AdminContext, Map<string, number>>();

interface StreamOptions<State> {
  account: string;
  /** When the session of the reader ends, in milliseconds. */
  until: number | undefined;
  /** The mark of the state that the reader knows. */
  since: string | undefined;
  /** Whether the reader may still read. */
  isLetIn: () => Promise<boolean>;
  open: () => Promise<WatchSource<State>>;
}

/** Sends changes as server-sent events, while the reader may read. Answers 429 if the account has too many streams. */
export async function openStream<State>(
  c: Context,
  admin: AdminContext,
  { account, until, open, ...options }: StreamOptions<State>,
): Promise<Response> {
  const streams = openStreams.get(admin) ?? new Map<string, number>();
  openStreams.set(admin, streams);
  const others = streams.get(account) ?? 0;
  if (others >= MAX_STREAMS) {
    c.header('Retry-After', `${RETRY_AFTER_S}`);
    return sendProblem(
      c,
      problem(429, `You already have ${MAX_STREAMS} open streams: close one, then try again`),
    );
  }
  // Count before the first await: several requests can arrive at once.
  streams.set(account, others + 1);
  const closed = () => {
    const left = (streams.get(account) ?? 1) - 1;
    if (left > 0) streams.set(account, left);
    else streams.delete(account);
  };
  try {
    const watched = await open();
    // A stream must not outlive the session that opened it.
    const lastsMs = until === undefined ? undefined : until - Date.now();
    // The answer to HEAD has no body, and the client would never close the stream.
    if (c.req.method !== 'HEAD')
      return streamSSE(c, (stream) =>
        streamChanges(stream, watched, { ...options, lastsMs, closed, log: admin.log }),
      );
    closed();
    return c.body(null, 200, { 'Content-Type': 'text/event-stream' });
  } catch (error) {
    closed();
    throw error;
  }
}

interface OpenStream extends Pick<StreamOptions<unknown>, 'since' | 'isLetIn'> {
  lastsMs: number | undefined;
  log: (line: string) => void;
  closed: () => void;
}

/** Never throws: hono would send the error's message to the reader of the stream. */
async function streamChanges<State>(
  stream: SSEStreamingApi,
  watched: WatchSource<State>,
  { lastsMs, since, isLetIn, log, closed }: OpenStream,
): Promise<void> {
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
