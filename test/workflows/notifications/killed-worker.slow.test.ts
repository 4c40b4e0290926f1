import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { kill9, spawnScript } from '../../support/spawn-worker';
import { notificationsOf } from '../../support/telling';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';
import { SECRET } from '../../support/webhook-receiver';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal()));
afterAll(() => temporal?.stop());

/** A server that receives messages and answers only when the test says so. */
async function startSlowReceiver() {
  const taken: { id: string; type: string; response: ServerResponse }[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const headers = request.headers as Record<string, string>;
    const body = Buffer.concat(await request.toArray()).toString();
    const { type } = new Webhook(SECRET).verify(body, headers) as { type: string };
    taken.push({ id: headers['webhook-id'] ?? '', type, response });
    if (taken.length > 1) response.writeHead(204).end();
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return { url, taken, stop: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

it('sends a second copy under the same id where a worker was killed before it could say that it had sent one', async () => {
  const { address, taskQueue, manager } = temporal;
  const receiver = await startSlowReceiver();
  const start = () => spawnScript('hooked-worker-process.ts', [address, taskQueue, receiver.url]);
  const first = await start();
  const request = await manager.requestApproval({ action: 'pay', requesterId: 'agent-1', context: {} });
  await eventually(async () => receiver.taken.length === 1);
  await kill9(first);

  const second = await start();
  try {
    await manager.approve(request.id, { decidedBy: 'ana' });
    const { messages } = await notificationsOf(temporal.client, request.id);
    expect(receiver.taken.map(({ type }) => type)).toEqual([
      'request.requested',
      'request.requested',
      'request.decided',
    ]);
    const [once, again, decided] = receiver.taken.map(({ id }) => id);
    expect(again).toBe(once);
    expect(messages.map(({ id, status }) => [id, status])).toEqual([
      [once, 'sent'],
      [decided, 'sent'],
    ]);
  } finally {
    await kill9(second);
    await receiver.stop();
  }
}, 120_000);
