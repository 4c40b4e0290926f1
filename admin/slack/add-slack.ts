import type { Hono } from 'hono';
import type { Desk } from '../desk/desk';
import type { SignIn } from '../sign-in/authenticate';
import type * as interactions from './interactions';

/** Where Slack sends what people do in cards; nothing where no channel of the config has a signing secret. */
export function addSlack(app: Hono, desk: Desk, signIn: SignIn): void {
  if (Object.keys(desk.slack).length > 0) loadInteractions().addInteractions(app, desk, signIn);
}

/* eslint-disable @typescript-eslint/no-require-imports */
/** Slack's library is loaded where Slack is configured, and nowhere else. */
const loadInteractions = () => require('./interactions') as typeof interactions;
