import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { WebhookBodySchema } from '../../contract/records/webhook';

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

export interface Received {
  id: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  payload: any;
}

/** A webhook receiver that verifies every signature with the published library, and every body with the schema of its contract. */
export interface WebhookReceiver {
  url: string;
  /** The accepted webhooks, each id once. */
  received: Received[];
  /** All received webhooks, with second copies and refused ones. */
  attempts: number;
  /** The status to refuse with. Undefined: the webhook is accepted. */
  answer: ((attempt: number) => number | undefined) | undefined;
  stop(): Promise<void>;
}

export async function startWebhookReceiver(secret = SECRET): Promise<WebhookReceiver> {
  const receiver: WebhookReceiver = {
    url: '',
    received: [],
    attempts: 0,
    answer: undefined,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const status = receiver.answer?.(++receiver.attempts);
      if (status !== undefined) return response.writeHead(status).end();
      const headers = request.headers as Record<string, string>;
      const payload = WebhookBodySchema.parse(
        new Webhook(secret).verify(Buffer.concat(chunks).toString(), headers),
      );
      const id = headers['webhook-id'] ?? '';
      if (!receiver.received.some((one) => one.id === id)) receiver.received.push({ id, payload });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return receiver;
}
