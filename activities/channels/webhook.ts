import { Webhook } from 'standardwebhooks';
import type { WebhookConfig } from '../../contract/channels';
import { type Channel, type Message, refusedByChannel, tryAgain } from './channel';
import { webhookBody } from './webhook-payload';
import { post, secondsToWait } from './post';

/**
 * Sends every moment to one address, signed as Standard Webhooks has it: `webhook-id` is the same for every attempt, and
 * `webhook-signature` has one signature for each secret.
 */
export function webhookChannel({ url, secrets }: WebhookConfig): Channel {
  const { host } = new URL(url);
  const signers = secrets.map((one) => new Webhook(one));
  return {
    audience: 'feed',
    addressOf: () => undefined,
    async send(message) {
      const body = webhookBody(message);
      const answer = await post(url, body, headers(signers, message, body));
      if (answer.ok) return undefined;
      const why = `${host} answered ${answer.status}`;
      // Gone: the receiver says that it wants no more.
      throw answer.status === 410 ? refusedByChannel(why) : tryAgain(why, secondsToWait(answer));
    },
    check: () =>
      Promise.resolve(`signs with ${secrets.length} secret${secrets.length === 1 ? '' : 's'}, to ${host}`),
  };
}

function headers(signers: Webhook[], { id }: Message, body: string): Record<string, string> {
  const at = new Date();
  return {
    'Content-Type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signers.map((signer) => signer.sign(id, at, body)).join(' '),
  };
}
