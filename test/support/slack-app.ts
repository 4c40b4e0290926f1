/* eslint-disable @typescript-eslint/no-explicit-any */
import type { RequestView } from '../../client';
import type { ConfigInput } from '../../contract/config/config';
import type { NotificationsRecord } from '../../contract/notification';
import type { RequestInput } from '../../contract/request';
import { ADMIN, adminOn, type AdminForTests } from './admin-app';
import {
  ROOM,
  SIGNING_SECRET,
  type SlackMessage,
  type SlackStandIn,
  startSlack,
  TOKEN,
  WORKSPACE,
} from './slack-stand-in';
import { bring, clickOn, type Entered, signed, submissionOf } from './slack-visitor';
import { eventually, startTemporal, type TemporalForTests } from './temporal';

const ACCOUNTS = { ana: 'UANA', bo: 'UBO', cy: 'UCY' };

/** Temporal, a worker that notifies through a Slack stand-in, and an admin server that receives the clicks. */
interface SlackAppForTests {
  temporal: TemporalForTests;
  slack: SlackStandIn;
  admin: AdminForTests;
  /** Another admin server on the same Temporal. */
  adminWith: (more: Partial<ConfigInput>, slackTimeoutMs?: number) => AdminForTests;
  /** Requests an approval, and waits for its card in the channel. */
  request: (input: Partial<RequestInput>) => Promise<{ id: string; card: SlackMessage }>;
  /** The newest card about this id in the channel. */
  cardOf: (id: string) => Promise<SlackMessage>;
  /** Clicks as this account, as Slack delivers it. Returns the payload. */
  click: (card: SlackMessage, label: string, user: string, more?: object) => Promise<any>;
  /** Submits the modal that a click has opened. */
  submit: (click: any, fields: Record<string, Entered>) => Promise<{ status: number; body: any }>;
  /** Waits until all notifications are delivered, and returns them. */
  told: (id: string) => Promise<NotificationsRecord>;
  stop: () => Promise<void>;
}

async function startSlackAdmin(): Promise<SlackAppForTests> {
  const [temporal, slack] = await Promise.all([startTemporal(), startSlack(Object.values(ACCOUNTS))]);
  const config = configFor(slack);
  let finish = () => {};
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const working = temporal.withWorker(() => finished, config);
  const adminWith = (more: Partial<ConfigInput>, slackTimeoutMs?: number) =>
    adminOn(temporal, {
      config: { ...config, ...more },
      admin: more.admin ?? { ...ADMIN, access: ACCESS },
      slackTimeoutMs,
    });
  const admin = adminWith({});
  const cardOf = async (id: string) => {
    const isAbout = ({ blocks }: SlackMessage) => JSON.stringify(blocks).includes(encodeURIComponent(id));
    await eventually(async () => slack.in(ROOM).some(isAbout));
    return slack.in(ROOM).findLast(isAbout) as SlackMessage;
  };
  return {
    temporal,
    slack,
    admin,
    adminWith,
    cardOf,
    async request(input) {
      const { id } = await temporal.manager.requestApproval({
        action: 'pay',
        requesterId: 'agent-1',
        ...input,
      });
      return { id, card: await cardOf(id) };
    },
    async click(card, label, user, more) {
      const payload = { ...clickOn(slack, card, label, user), ...more };
      const { status } = await bring(admin.app, signed(payload));
      if (status !== 200) throw new Error(`the admin server answered ${status}`);
      return payload;
    },
    submit: (click, fields) => bring(admin.app, signed(submissionOf(slack, click, fields))),
    told: (id) => temporal.client.workflow.getHandle(`${id}-notifications`).result(),
    async stop() {
      finish();
      await working;
      await temporal.stop();
      await slack.stop();
    },
  };
}

/** The setup for all tests of a file. Each test starts with an empty Slack. Adds the record and the private messages. */
export function slackAppForTests() {
  const at = {
    async record(id: string) {
      let record = await at.temporal.manager.getRequest(id);
      // On a busy machine, the worker may need more than the two seconds that a reader waits for it.
      while (record.unknown !== undefined) record = await at.temporal.manager.getRequest(id);
      return record;
    },
    whispers: () => at.slack.whispers.map(({ text }) => text).join('\n'),
  } as SlackAppForTests & { record: (id: string) => Promise<RequestView>; whispers: () => string };
  beforeAll(async () => Object.assign(at, await startSlackAdmin()));
  afterAll(() => at.stop?.());
  beforeEach(() => at.slack.clear());
  return at;
}

/** Every approver may decide. */
export const ACCESS = { read: { team: ['everyone'] }, decide: ['everyone'] };

function configFor(slack: SlackStandIn): ConfigInput {
  const app = {
    type: 'slack',
    token: TOKEN,
    signingSecret: SIGNING_SECRET,
    workspace: WORKSPACE,
    apiUrl: slack.apiUrl,
  } as const;
  return {
    directory: { 'finance-team': ['ana', 'bo'], 'security-team': ['cy'] },
    policies: [
      { name: 'payments', actions: ['pay'], approvers: ['finance-team'] },
      { name: 'large', actions: ['pay_much'], approvers: ['finance-team'], quorum: 2 },
      { name: 'first', actions: ['deploy'], approvers: ['ana'], stage: 1 },
      { name: 'then', actions: ['deploy'], approvers: ['ana', 'bo'], stage: 2 },
      {
        name: 'grave',
        actions: ['wire', 'wire_quietly'],
        approvers: ['finance-team'],
        severity: 'critical',
        highlight: ['/amount', '/to'],
        mustReadAll: true,
      },
      {
        name: 'open',
        actions: ['refund', 'refund_fast'],
        approvers: ['finance-team'],
        decisions: ['approve', 'reject', 'edit', 'respond'],
        editable: ['/amount'],
      },
      {
        name: 'twice',
        actions: ['refund_twice'],
        approvers: ['finance-team'],
        quorum: 2,
        decisions: ['approve', 'edit'],
        editable: ['/amount'],
      },
      {
        name: 'severe',
        actions: ['refund_fast'],
        approvers: ['finance-team'],
        severity: 'high',
        decisions: ['approve', 'respond', 'reject'],
      },
      { name: 'short', actions: ['hurry'], approvers: ['finance-team'], expireAfter: '3s' },
    ],
    levels: { human_review: { assignees: ['finance-team'] }, manager: { assignees: ['security-team'] } },
    operators: ['olga'],
    channels: { room: { ...app, channel: ROOM }, people: app },
    notifications: {
      digestAbove: 1_000,
      templates: {
        room: {
          '*': ({ title }) => (title.includes('wire_quietly') ? { details: 'too long to show' } : {}),
        },
      },
    },
    contacts: Object.fromEntries(Object.entries(ACCOUNTS).map(([name, id]) => [name, { slack: id }])),
    // The link in a card contains the id.
    admin: { ...ADMIN, access: ACCESS, url: 'http://127.0.0.1:8234' },
  };
}
