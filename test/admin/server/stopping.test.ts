import { Agent, get } from 'node:http';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { serveApp } from '../../../admin/server/serve';

/** A server whose `/slow` answers when it is told to, and whose `/stream` never ends. */
async function startServer(stopTimeoutMs?: number) {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  let begin = () => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const app = new Hono()
    .get('/slow', async (c) => {
      begin();
      await answered;
      return c.text('done');
    })
    .get('/stream', (c) =>
      streamSSE(c, async (stream) => {
        await stream.writeSSE({ data: 'first' });
        await new Promise(() => {});
      }),
    );
  const { port, stop } = await serveApp(app, {
    host: '127.0.0.1',
    port: 0,
    keepAliveMs: 75_000,
    stopTimeoutMs,
  });
  return { url: `http://127.0.0.1:${port}`, stop, answer, begun };
}

/** The body of an answer over a connection that the client keeps open. */
function bodyOf(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => (body += text));
      answer.on('end', () => resolve(body)).on('error', reject);
    });
    request.on('error', reject);
  });
}

describe('a server that is being stopped', () => {
  const agent = new Agent({ keepAlive: true });
  afterAll(() => agent.destroy());

  it('finishes requests in progress, takes no new ones, and does not wait for idle connections', async () => {
    const { url, stop, answer, begun } = await startServer();
    const slow = bodyOf(`${url}/slow`, agent);
    await begun;
    const stopped = stop();
    await expect(fetch(`${url}/slow`)).rejects.toThrow('fetch failed');
    answer();
    expect(await slow).toBe('done');
    await stopped;
  });

  it('ends event streams at once', async () => {
    const { url, stop } = await startServer();
    const { body } = await fetch(`${url}/stream`);
    const reader = body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('data: first\n\n');
    const stopped = stop();
    await expect(reader.read()).rejects.toThrow('terminated');
    await stopped;
  });

  it('cuts off a request that takes longer than the timeout', async () => {
    const { url, stop, begun } = await startServer(100);
    const slow = bodyOf(`${url}/slow`, agent);
    const cutOff = expect(slow).rejects.toThrow('socket hang up');
    await begun;
    await stop();
    await cutOff;
  });
});
