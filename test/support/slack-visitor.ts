/* eslint-disable @typescript-eslint/no-explicit-any */
import { createHmac } from 'node:crypto';
import type { Hono } from 'hono';
import { buttonsOf, SIGNING_SECRET, type SlackMessage, type SlackStandIn, WORKSPACE } from './slack-stand-in';

/** A body as Slack sends it, with its signature headers. */
export interface SignedBody {
  body: string;
  headers: Record<string, string>;
}

/** Signs like Slack. @param age the age of the signature in seconds */
export function signed(payload: object | string, { secret = SIGNING_SECRET, age = 0 } = {}): SignedBody {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const body = new URLSearchParams({ payload: text }).toString();
  const timestamp = `${Math.floor(Date.now() / 1_000) - age}`;
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    body,
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-Slack-Request-Timestamp': timestamp,
      'X-Slack-Signature': `v0=${mac}`,
    },
  };
}

/** Sends it to the admin server like Slack: from outside, without a cookie. */
export async function bring(app: Hono, { body, headers }: SignedBody) {
  const url = 'http://127.0.0.1:8234/slack/interactions';
  const answer = await app.request(url, { method: 'POST', body, headers });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : undefined };
}

let count = 0;

/** The payload of a click on the button with this label. @param user an account, `U…` */
export function clickOn(
  slack: SlackStandIn,
  message: SlackMessage | undefined,
  label: string,
  user: string,
): any {
  const button = buttonsOf(message).find((one) => one.label === label);
  if (message === undefined || button === undefined) throw new Error(`there is no button '${label}'`);
  return {
    type: 'block_actions',
    team: { id: WORKSPACE, domain: 'acme' },
    user: { id: user, username: 'olga', name: 'olga', team_id: WORKSPACE },
    container: { type: 'message', message_ts: message.ts, channel_id: message.channel, is_ephemeral: false },
    trigger_id: `trigger-${++count}`,
    response_url: slack.apiUrl.replace('/api/', '/actions/'),
    actions: [{ ...button, type: 'button', block_id: 'b', action_ts: `1700.${count}` }],
  };
}

/** What a person enters into a field: a text, or what Slack sends of another input. */
export type Entered = string | object;

/** The payload of the modal that this click has opened, with these fields filled in. */
export function submissionOf(slack: SlackStandIn, click: any, fields: Record<string, Entered>): any {
  const opened = slack.views.find(({ trigger }) => trigger === click.trigger_id);
  if (opened === undefined) throw new Error('no modal was opened');
  for (const name of Object.keys(fields))
    if (!opened.view.blocks.some((block: any) => block.block_id === name))
      throw new Error(`the modal has no field '${name}'`);
  const values = Object.entries(fields).map(([name, entered]) => {
    const input = typeof entered === 'string' ? { value: entered } : entered;
    return [name, { text: input }] as const;
  });
  return {
    type: 'view_submission',
    team: click.team,
    user: click.user,
    view: { ...opened.view, id: `V-${click.trigger_id}`, state: { values: Object.fromEntries(values) } },
  };
}
