import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { webhookChannel } from '../../activities/channels/webhook';
import { aMessage } from '../support/messages';

const OLD = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NEW = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

const running: ChildProcess[] = [];
afterEach(() => running.splice(0).forEach((child) => child.kill()));

/** The example in a process of its own, with the lines that it has printed. */
async function startExample(secret: string): Promise<{ url: string; lines: string[] }> {
  const script = join(__dirname, '..', '..', 'examples', 'webhook-receiver.mjs');
  const env = { ...process.env, WEBHOOK_SECRET: secret, PORT: '0' };
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  const output = createInterface(child.stdout);
  const [first]: string[] = await once(output, 'line');
  const lines: string[] = [];
  output.on('line', (line) => lines.push(line));
  return { url: `http://127.0.0.1:${first?.split(' ').at(-1)}/`, lines };
}

const sender = (url: string, secrets: string[]) =>
  webhookChannel({ type: 'webhook', url, secrets, giveUpAfter: '24h' });

it('accepts signed messages, each once, and refuses all others', async () => {
  const { url, lines } = await startExample(OLD);
  await sender(url, [OLD]).send(aMessage());
  await sender(url, [OLD]).send(aMessage({ attempt: 2 }));
  await sender(url, [OLD]).send(aMessage({ id: 'msg_2', event: 'decided' }));
  await expect(sender(url, [NEW]).send(aMessage())).rejects.toThrow('answered 400');
  expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(400);
  expect(lines).toEqual(['request.requested request-1', 'request.decided request-1']);
});

it('misses no message while the secret is changed', async () => {
  const [before, after] = [await startExample(OLD), await startExample(NEW)];
  await sender(before.url, [OLD]).send(aMessage());
  for (const { url } of [before, after]) await sender(url, [NEW, OLD]).send(aMessage());
  await sender(after.url, [NEW]).send(aMessage());
});
