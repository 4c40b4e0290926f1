import type { Client } from '@temporalio/client';
import type { ChannelConfig } from '../../contract/config/channels';
import type { ConfigInput } from '../../contract/config/config';
import type { NotificationsRecord } from '../../contract/notification';
import { startHttpSink } from './http-sink';
import { startSmtp } from './smtp';
import { SECRET } from './webhook-receiver';

/** The external server behind a channel. */
export interface FarEnd {
  channel(): NonNullable<ConfigInput['channels']>[string];
  /** The accepted messages in order: `ana@example.com: Approval needed: pay`. */
  took(): string[];
  /** The ids of the accepted messages. */
  ids(): string[];
  down(): Promise<void>;
  up(): Promise<void>;
  forget(): void;
  stop(): Promise<void>;
}

/** Two approvers with addresses. One approval within four hours is enough. */
export const TELLING: ConfigInput = {
  directory: { 'finance-team': ['ana', 'bo'] },
  policies: [{ name: 'payments', approvers: ['finance-team'], expireAfter: '4h' }],
  contacts: { ana: { email: 'ana@example.com' }, bo: { email: 'bo@example.com' } },
};

export const farEnds: Record<Exclude<ChannelConfig['type'], 'log' | 'slack'>, () => Promise<FarEnd>> = {
  email: async () => {
    const smtp = await startSmtp();
    return {
      channel: () => ({ type: 'email', smtp: smtp.url, from: 'Approvals <approvals@example.com>' }),
      took: () => smtp.mails.map(({ to, subject }) => `${[to].flat()[0]?.text}: ${subject}`),
      ids: () => smtp.mails.map(({ messageId = '' }) => messageId),
      down: () => smtp.down(),
      up: () => smtp.up(),
      forget: () => void (smtp.mails.length = 0),
      stop: () => smtp.stop(),
    };
  },
  teams: async () => {
    const sink = await startHttpSink();
    const taken = () => sink.posts.filter(({ status }) => status < 300);
    return {
      channel: () => ({ type: 'teams', url: sink.url }),
      took: () =>
        taken().map(({ body }) => JSON.parse(body).attachments[0].content.body[0].inlines[0].text as string),
      // A card has no id. All cards of a test are different.
      ids: () => taken().map(({ body }) => body),
      down: async () => void (sink.answer = { status: 503 }),
      up: async () => void (sink.answer = { status: 202 }),
      forget: () => void (sink.posts.length = 0),
      stop: () => sink.stop(),
    };
  },
  webhook: async () => {
    const sink = await startHttpSink();
    const taken = () => sink.posts.filter(({ status }) => status < 300);
    return {
      channel: () => ({ type: 'webhook', url: sink.url, secrets: [SECRET] }),
      took: () =>
        taken()
          .map(({ body }) => JSON.parse(body))
          .map(({ type, data }) => `${type}: ${data.request?.action ?? data.id}`),
      ids: () => taken().map(({ headers }) => String(headers['webhook-id'])),
      down: async () => void (sink.answer = { status: 503 }),
      up: async () => void (sink.answer = { status: 202 }),
      forget: () => void (sink.posts.length = 0),
      stop: () => sink.stop(),
    };
  },
};

/** The delivery states of the messages about a request, after the last delivery. */
export function notificationsOf({ workflow }: Client, id: string): Promise<NotificationsRecord> {
  return workflow.getHandle(`${id}-notifications`).result() as Promise<NotificationsRecord>;
}
