import type { Hono } from 'hono';
import type { Config } from '../../contract/config/config';
import type { AdminContext, SlackChannel } from '../http/context';
import type { SignIn } from '../sign-in/authenticate';
import type * as interactions from './interactions';

/** The Slack channels of a config that have a signing secret, by name. */
export function slackChannels({ channels }: Pick<Config, 'channels'>): Record<string, SlackChannel> {
  return Object.fromEntries(
    Object.entries(channels).filter(
      (entry): entry is [string, SlackChannel] =>
        entry[1].type === 'slack' && entry[1].signingSecret !== undefined,
    ),
  );
}

/** Adds the address for Slack interactions, if a channel of the config has a signing secret. */
export function addSlack(app: Hono, admin: AdminContext, signIn: SignIn): void {
  if (Object.keys(admin.slack).length > 0) loadInteractions().addInteractions(app, admin, signIn);
}

/* eslint-disable @typescript-eslint/no-require-imports */
/** Loads the Slack library only if Slack is configured. */
const loadInteractions = () => require('./interactions') as typeof interactions;
