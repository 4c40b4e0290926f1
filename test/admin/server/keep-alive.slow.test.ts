import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { serveApp } from '../../../admin/server/serve';
import { adminSettings } from '../../../admin/server/settings';
import { AdminSchema } from '../../../contract/config/admin';
import { toMilliseconds } from '../../../contract/duration';

const app = new Hono().get('/', (c) => c.text('ok'));

/** Sends two requests with an idle time between them. Returns whether both used the same connection. */
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

test('an idle connection stays open as long as the config says', async () => {
  // Node's default is 5 s.
  expect(await Promise.all([isKept(75_000, 7_000), isKept(1_000, 4_000)])).toEqual([true, false]);
});

test('the default keep-alive is longer than that of load balancers', () => {
  const admin = AdminSchema.parse({ signIn: { keys: 'keys.json' } });
  const settings = adminSettings(admin, { host: '127.0.0.1', port: 8234, env: {} });
  expect(toMilliseconds(settings.keepAlive)).toBe(75_000);
});
