import type { Hono } from 'hono';
import type { Config } from '../../contract/config/config';
import type { SignIn } from '../sign-in/authenticate';
import type * as interactions from './interactions';
import type { AdminContext, SlackChannel } from '../http/context';

/** Those of a config, by name. */
export function slackChannels({ channels }: Pick<Config, 'channels'>): Record<string, SlackChannel> {
  return Object.fromEntries(
    Object.entries(channels).filter(
      (entry): entry is [string, SlackChannel] =>
        entry[1].type === 'slack' && entry[1].signingSecret !== undefined,
    ),
  );
}

/** Where Slack sends what people do in cards; nothing where no channel of the config has a signing secret. */
export function addSlack(app: Hono, admin: AdminContext, signIn: SignIn): void {
  if (Object.keys(admin.slack).length > 0) loadInteractions().addInteractions(app, admin, signIn);
}

/* eslint-disable @typescript-eslint/no-require-imports */
/** Slack's library is loaded where Slack is configured, and nowhere else. */
const loadInteractions = () => require('./interactions') as typeof interactions;
