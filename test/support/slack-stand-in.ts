/* eslint-disable @typescript-eslint/no-explicit-any */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { problemsOfBlocks, problemsOfView, textsIn } from './block-kit';

export const TOKEN = 'xoxb-test';
export const SIGNING_SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
export const WORKSPACE = 'T0001';
export const ROOM = 'C0001';

export interface SlackMessage {
  channel: string;
  ts: string;
  text: string;
  blocks: any[];
  metadata?: any;
  /** All arguments of the call. */
  sent: Record<string, any>;
  updates: number;
}

/** A private message to one person. */
export interface Whisper {
  user?: string;
  text: string;
  by: 'response_url' | 'chat.postEphemeral';
}

/** A failure of Slack: an error, 429, or success with a broken connection. */
export type Trouble = { error: string } | { rateLimited: number } | 'cut after' | 'cut before';

/** A server with the used part of Slack's Web API. It refuses what Slack would refuse. */
export interface SlackStandIn {
  apiUrl: string;
  messages: SlackMessage[];
  /** The messages in threads. `sent.thread_ts` is the message that they reply to. */
  replies: SlackMessage[];
  whispers: Whisper[];
  views: { trigger: string; view: any }[];
  /** The methods called, in order. */
  calls: string[];
  /** Called before each call. */
  trouble: ((method: string, args: Record<string, any>) => Trouble | undefined) | undefined;
  /** The messages in the conversation with this person, or in this channel. */
  in(address: string): SlackMessage[];
  clear(): void;
  stop(): Promise<void>;
}

export const dmOf = (user: string) => user.replace(/^U/, 'D');
export const textOf = (message: SlackMessage | undefined) => textsIn(message?.blocks).join('\n');

export const buttonsOf = (message: SlackMessage | undefined) =>
  (message?.blocks ?? [])
    .flatMap(({ type, elements }) => (type === 'actions' ? elements : []))
    .map(({ text, url, action_id, value, confirm }: any) => ({
      label: text.text as string,
      url,
      action_id,
      value,
      confirm,
    }));

/** @param people the accounts in the workspace */
export async function startSlack(people: string[]): Promise<SlackStandIn> {
  let clock = 0;
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const slack: SlackStandIn = {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    messages: [],
    replies: [],
    whispers: [],
    views: [],
    calls: [],
    trouble: undefined,
    in: (address) => slack.messages.filter(({ channel }) => channel === conversation(address)),
    clear() {
      for (const list of [slack.messages, slack.replies, slack.whispers, slack.views, slack.calls])
        list.length = 0;
      slack.trouble = undefined;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const send = (answer: unknown) =>
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    const [, place = '', method = ''] = (request.url ?? '').split('/');
    if (place === 'actions') {
      const { text, replace_original } = JSON.parse(body);
      if (replace_original === false) slack.whispers.push({ text, by: 'response_url' });
      return void send({ ok: true });
    }
    slack.calls.push(method);
    const args = argumentsIn(body);
    const trouble = slack.trouble?.(method, args);
    if (trouble === 'cut before') return void request.socket.destroy();
    if (trouble !== undefined && typeof trouble === 'object') {
      if ('error' in trouble) return void send({ ok: false, error: trouble.error });
      return void response.writeHead(429, { 'Retry-After': `${trouble.rateLimited}` }).end();
    }
    const isKnown = request.headers.authorization === `Bearer ${TOKEN}`;
    const answer = isKnown ? act(method, args) : { ok: false, error: 'invalid_auth' };
    if (trouble === 'cut after') return void request.socket.destroy();
    send(answer);
  }

  function act(method: string, args: Record<string, any>): object {
    const refused = (error: string) => ({ ok: false, error });
    switch (method) {
      case 'auth.test':
        return { ok: true, team: 'Acme', team_id: WORKSPACE, user: 'approvals', bot_id: 'B1' };
      case 'chat.postMessage': {
        const channel = conversation(args.channel);
        if (channel === undefined) return refused('channel_not_found');
        if (problemsOfBlocks(args.blocks).length > 0) return refused('invalid_blocks');
        const ts = `1699.${String(++clock).padStart(6, '0')}`;
        const { text, blocks, metadata } = args;
        const thread = slack.messages.some((m) => m.channel === channel && m.ts === args.thread_ts);
        if (args.thread_ts !== undefined && !thread) return refused('thread_not_found');
        const list = args.thread_ts === undefined ? slack.messages : slack.replies;
        list.push({ channel, ts, text, blocks, metadata, sent: args, updates: 0 });
        return { ok: true, channel, ts };
      }
      case 'chat.update': {
        const message = slack.messages.find((m) => m.channel === args.channel && m.ts === args.ts);
        if (message === undefined) return refused('message_not_found');
        if (problemsOfBlocks(args.blocks).length > 0) return refused('invalid_blocks');
        const { text, blocks } = args;
        Object.assign(message, { text, blocks, updates: message.updates + 1 });
        return { ok: true, channel: args.channel, ts: args.ts };
      }
      case 'chat.postEphemeral':
        if (problemsOfBlocks(args.blocks).length > 0) return refused('invalid_blocks');
        slack.whispers.push({ user: args.user, text: args.text, by: 'chat.postEphemeral' });
        return { ok: true, message_ts: '1' };
      case 'views.open': {
        const problems = problemsOfView(args.view);
        if (problems.length > 0) return { ...refused('invalid_arguments'), problems };
        slack.views.push({ trigger: args.trigger_id, view: args.view });
        return { ok: true, view: { id: `V${slack.views.length}` } };
      }
      case 'conversations.open':
        return people.includes(args.users)
          ? { ok: true, channel: { id: dmOf(args.users) } }
          : refused('user_not_found');
      case 'conversations.replies':
      case 'conversations.history': {
        const isHistory = method === 'conversations.history';
        const found = isHistory
          ? slack.messages.filter(({ channel }) => channel === args.channel).reverse()
          : slack.replies.filter(
              ({ channel, sent }) => channel === args.channel && sent.thread_ts === args.ts,
            );
        const withMetadata = args.include_all_metadata === 'true';
        const messages = found.map(({ ts, text, metadata }) => ({
          ts,
          text,
          ...(withMetadata && { metadata }),
        }));
        return { ok: true, messages: messages.slice(0, Number(args.limit)) };
      }
      default:
        return refused('unknown_method');
    }
  }

  function conversation(address: string): string | undefined {
    if (people.includes(address)) return dmOf(address);
    return address === ROOM || people.map(dmOf).includes(address) ? address : undefined;
  }
  return slack;
}

function argumentsIn(body: string): Record<string, any> {
  const args: Record<string, any> = Object.fromEntries(new URLSearchParams(body));
  for (const name of ['blocks', 'metadata', 'view'])
    if (typeof args[name] === 'string') args[name] = JSON.parse(args[name]);
  return args;
}
