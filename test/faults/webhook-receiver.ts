import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { WebhookBodySchema } from '../../contract/records/webhook';
import { SECRET } from '../support/webhook-receiver';
import type { Delivery } from './evidence';
import type { Random } from './random';

/** A receiver that refuses some webhooks, and takes some without an answer, so that they come again. */
export interface UnreliableReceiver {
  url: string;
  deliveries: Delivery[];
  /** From now on it takes and answers every webhook. */
  answerAll(): void;
  stop(): Promise<void>;
}

/** Not `verify`: it refuses the timestamps of a worker whose clock has jumped. */
function isSigned(headers: Record<string, string>, text: string): boolean {
  const sentAt = new Date(Number(headers['webhook-timestamp']) * 1_000);
  return headers['webhook-signature'] === new Webhook(SECRET).sign(headers['webhook-id'] ?? '', sentAt, text);
}

export async function startReceiver(random: Random): Promise<UnreliableReceiver> {
  const deliveries: Delivery[] = [];
  let isReliable = false;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = request.headers as Record<string, string>;
      const text = Buffer.concat(chunks).toString();
      const { type, data } = WebhookBodySchema.parse(JSON.parse(text));
      const id = headers['webhook-id'] ?? '';
      const fate = isReliable ? 1 : random.number(1);
      const accepted = fate >= 0.2 && id === data.messageId && isSigned(headers, text);
      deliveries.push({ id, type, subject: data.id, accepted, at: Date.now() });
      if (fate < 0.1) return response.writeHead(503).end();
      if (fate < 0.2) return request.socket.destroy();
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    deliveries,
    answerAll: () => void (isReliable = true),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
