import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { adminSettings } from '../../../admin/server/settings';
import { serveApp } from '../../../admin/server/serve';
import { toMilliseconds } from '../../../contract/duration';
import { AdminSchema } from '../../../contract/config/admin';

const app = new Hono().get('/', (c) => c.text('ok'));

/** Asks twice over one connection that was idle between; whether the second went over the first's connection. */
async function isKept(keepAliveMs: number, idleMs: number): Promise<boolean> {
  const { port, stop } = await serveApp(app, { host: '127.0.0.1', port: 0, keepAliveMs });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () =>
    new Promise<number | undefined>((resolve, reject) => {
      const request = get({ host: '127.0.0.1', port, agent }, (answer) => {
        const { localPort } = answer.socket;
        answer.resume().on('end', () => resolve(localPort));
      });
      request.on('error', reject);
    });
  try {
    const first = await ask();
    await sleep(idleMs);
    return (await ask()) === first;
  } finally {
    agent.destroy();
    await stop();
  }
}

test('a connection stays open while it is idle, as long as the config says', async () => {
  // Node closes it after 5 s unless told otherwise.
  expect(await Promise.all([isKept(75_000, 7_000), isKept(1_000, 4_000)])).toEqual([true, false]);
});

test('the default is longer than load balancers keep theirs', () => {
  const admin = AdminSchema.parse({ signIn: { keys: 'keys.json' } });
  const settings = adminSettings(admin, { host: '127.0.0.1', port: 8234, env: {} });
  expect(toMilliseconds(settings.keepAlive)).toBe(75_000);
});
