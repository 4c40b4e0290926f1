import { Webhook } from 'standardwebhooks';
import type { WebhookConfig } from '../../contract/config/channels';
import { utf8Bytes } from '../../contract/limits';
import type { AnchoredWebhookBody, WebhookAnchor, WebhookBody } from '../../contract/records/webhook';
import type { UseRecord } from '../../contract/use';
import { commentOf } from '../../rules/notifications/request-events';
import { useOfKey } from '../../rules/notifications/use-events';
import { type Channel, type Message, refusedByChannel, tryAgain } from './channel';
import { httpPost, secondsToWait } from './http-post';

/**
 * Sends all events to one URL, signed as Standard Webhooks defines. A retry has the same `webhook-id`.
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
      const answer = await httpPost(url, body, headers(signers, message, body));
      if (answer.ok) return undefined;
      const why = `${host} answered ${answer.status}`;
      // 410 Gone: the receiver wants no more messages.
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

/** Many receivers accept no body over 100 KB. */
const MAX_BYTES = 96 * 1024;

/**
 * The body of a webhook: the event, its subject, and the subject's record at the time of sending. If it is too large, first the
 * evidence, then what else holds the arguments, and then the whole record are left out, and `omitted` names them.
 */
function webhookBody(message: Message): string {
  const { about, anchor } = message;
  if (anchor !== undefined) return anchorBody(message, anchor);
  if (about === undefined) return bodyOf(message, {});
  const { kind, record } = about;
  const bodies = [[], ['evidence'], LARGE_FIELDS].map((fields) => {
    const omitted = fields.filter((field) => field in record);
    const kept = Object.fromEntries(Object.entries(record).filter(([field]) => !omitted.includes(field)));
    const names = omitted.map((field) => `${kind}.${field}`);
    return bodyOf(message, { [kind]: kept, ...(names.length > 0 && { omitted: names }) });
  });
  return bodies.find((body) => utf8Bytes(body) <= MAX_BYTES) ?? bodyOf(message, { omitted: [kind] });
}

function anchorBody({ id, title }: Message, anchor: WebhookAnchor): string {
  const body: AnchoredWebhookBody = {
    type: 'audit.anchored',
    timestamp: new Date().toISOString(),
    data: { messageId: id, title, anchor },
  };
  return JSON.stringify(body);
}

const LARGE_FIELDS = ['evidence', 'context', 'original', 'revisions'];

function bodyOf(
  { event, key = '', about, subject, title, link, id }: Message,
  more: Pick<WebhookBody['data'], 'request' | 'escalation' | 'omitted'>,
): string {
  const isRequest = about?.kind === 'request';
  const comment = isRequest ? commentOf(about.record, key) : undefined;
  const use = isRequest ? useOfKey(about, key) : undefined;
  const body: WebhookBody = {
    type: `${subject.kind}.${event}`,
    timestamp: new Date().toISOString(),
    data: { messageId: id, id: subject.id, title, link, comment, use: use && shownUse(use), ...more },
  };
  return JSON.stringify(body);
}

/** The use without the `attemptId` of its claim: a program that knows it can report the outcome. */
function shownUse({
  claimedBy,
  claimedAt,
  outcome,
  reference,
  detail,
  reportedAt,
}: UseRecord): WebhookBody['data']['use'] {
  return { claimedBy, claimedAt, outcome, reference, detail, reportedAt };
}
