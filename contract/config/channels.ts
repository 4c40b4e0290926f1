import { z } from 'zod';
import { DurationSchema } from '../duration';
import { text } from '../text';

export const HttpUrlSchema = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
/** A URL that people are shown. */
export const PublicUrlSchema = HttpUrlSchema.refine(hasNoPassword, {
  error: 'must not contain a user name or a password: everyone who may open the pages would see it',
});
const secret = text(4000).min(1, 'must not be empty: is its environment variable set?');

const commonFields = {
  /** How long delivery of a message is retried. Then the next channel is tried. Default 24 hours. */
  giveUpAfter: DurationSchema.default('24h'),
};

/** Writes each message to the worker's log. */
const LogChannelSchema = z.strictObject({
  /** Writes to the worker's log. */
  type: z.literal('log'),
  ...commonFields,
});

/** Sends every event to a URL, signed as the Standard Webhooks specification says. */
const WebhookChannelSchema = z.strictObject({
  /** Sends events to a URL. */
  type: z.literal('webhook'),
  /** Where each event is sent, by POST. */
  url: HttpUrlSchema,
  /** `whsec_…`. Each message is signed with all of them, so that a receiver can change its secret. */
  secrets: z
    .array(
      text(500).regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, "must be 'whsec_' and at least 24 bytes in Base64"),
    )
    .min(1, 'needs a secret: make one with hitl channels secret')
    .max(5),
  ...commonFields,
});

/** Sends e-mail by SMTP: with a link to the request, never with a link that decides. */
const EmailChannelSchema = z.strictObject({
  /** Sends e-mail by SMTP. */
  type: z.literal('email'),
  /** `smtps://user:password@host:465`, or `smtp://` for a server that offers STARTTLS. */
  smtp: z
    .url({ protocol: /^smtps?$/, error: 'must be an smtp or smtps URL' })
    .refine((address) => !URL.canParse(address) || new URL(address).hostname !== '', 'must contain a host'),
  /** `Approvals <approvals@example.com>` */
  from: text(500).regex(/@/, 'must contain an e-mail address'),
  ...commonFields,
});

/** Sends messages to people in Slack, or to one channel there. People decide in the message itself. */
const SlackChannelSchema = z.strictObject({
  /** Sends messages in Slack. */
  type: z.literal('slack'),
  /** The bot's token, `xoxb-…`. */
  token: secret,
  /** Verifies that clicks come from Slack. Without it the messages have a link but no buttons. */
  signingSecret: secret.optional(),
  /** The id of the workspace, `T…`. Clicks from any other workspace are refused. */
  workspace: text(50).regex(/^[TE][A-Z0-9]+$/, "must be a workspace's id such as 'T0123ABCD'"),
  /** The id `C…` of one channel for all messages. Without it each person gets a direct message. */
  channel: text(50)
    .regex(/^[CGD][A-Z0-9]+$/, "must be a channel's id such as 'C0123ABCD'")
    .optional(),
  /** The URL of Slack's Web API. Default: Slack's own. */
  apiUrl: HttpUrlSchema.optional(),
  ...commonFields,
});

/** Posts a card with a link into a channel of Microsoft Teams. */
const TeamsChannelSchema = z.strictObject({
  /** Posts cards in Microsoft Teams. */
  type: z.literal('teams'),
  /** The URL of a Teams workflow 'When a Teams webhook request is received'. */
  url: HttpUrlSchema,
  ...commonFields,
});

export const ChannelSchema = z.discriminatedUnion('type', [
  LogChannelSchema,
  WebhookChannelSchema,
  EmailChannelSchema,
  SlackChannelSchema,
  TeamsChannelSchema,
]);

export type ChannelConfig = z.output<typeof ChannelSchema>;
export type WebhookConfig = z.output<typeof WebhookChannelSchema>;
export type EmailConfig = z.output<typeof EmailChannelSchema>;
export type SlackConfig = z.output<typeof SlackChannelSchema>;
export type TeamsConfig = z.output<typeof TeamsChannelSchema>;

function hasNoPassword(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return !url?.username && !url?.password;
}
