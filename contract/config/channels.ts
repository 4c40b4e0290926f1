import { z } from 'zod';
import { DurationSchema } from '../duration';
import { text } from '../text';

const url = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });
const secret = text(4000).min(1, 'must not be empty: is its environment variable set?');

const commonFields = {
  /** A message that cannot be delivered for so long is given up, and the next channel is tried. Default 24 hours. */
  giveUpAfter: DurationSchema.default('24h'),
};

/** Writes each message to the worker's log. */
const LogChannelSchema = z.strictObject({ type: z.literal('log'), ...commonFields });

/** Sends every event to an address, signed as Standard Webhooks has it. */
const WebhookChannelSchema = z.strictObject({
  type: z.literal('webhook'),
  url,
  /** `whsec_…`; each message is signed with all of them, so that a receiver may change over. */
  secrets: z
    .array(
      text(500).regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, "must be 'whsec_' and at least 24 bytes in Base64"),
    )
    .min(1, 'needs a secret: hitl channels secret makes one')
    .max(5),
  ...commonFields,
});

/** Writes to people by SMTP: a link to the request, and never an act. */
const EmailChannelSchema = z.strictObject({
  type: z.literal('email'),
  /** `smtps://user:password@host:465`, or `smtp://` for a server that offers STARTTLS. */
  smtp: z
    .url({ protocol: /^smtps?$/, error: 'must be an smtp or smtps address' })
    .refine((address) => new URL(address).hostname !== '', 'names no host'),
  /** `Approvals <approvals@example.com>` */
  from: text(500).regex(/@/, 'must hold an e-mail address'),
  ...commonFields,
});

/** Writes to people in Slack, or into one channel there; decisions are made in the message itself. */
const SlackChannelSchema = z.strictObject({
  type: z.literal('slack'),
  /** The bot's token, `xoxb-…`. */
  token: secret,
  /** Proves that clicks come from Slack. Without it the messages have a link and no buttons. */
  signingSecret: secret.optional(),
  /** The workspace's id, `T…`: clicks from any other are refused. */
  workspace: text(50).regex(/^[TE][A-Z0-9]+$/, "must be a workspace's id such as 'T0123ABCD'"),
  /** One channel for all, by its id `C…`. Without it each person gets its own message. */
  channel: text(50)
    .regex(/^[CGD][A-Z0-9]+$/, "must be a channel's id such as 'C0123ABCD'")
    .optional(),
  /** Where Slack's Web API is. Default Slack's own. */
  apiUrl: url.optional(),
  ...commonFields,
});

/** Posts a card with a link into a channel of Microsoft Teams. */
const TeamsChannelSchema = z.strictObject({
  type: z.literal('teams'),
  /** The address of a workflow 'When a Teams webhook request is received'. */
  url,
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
