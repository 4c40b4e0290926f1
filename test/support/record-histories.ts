import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { ConfigInput } from '../../contract/config/config';
import type { PolicyInput } from '../../contract/config/policy';
import type { Duration } from '../../contract/duration';
import { useId } from '../../rules/ids';
import { notificationStories } from './notification-histories';
import { runStories } from './run-histories';
import { signedBy, signingKey, signingManager } from './signing';
import { eventually, shownHash, startTemporal, type TemporalForTests } from './temporal';

/**
 * Records a history of each outcome, for `test/workflows/replay.test.ts`. Run `npm run record-histories` for each release
 * and each new story. Existing histories are kept, because running requests may have such histories.
 */
const manifest = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
const { version } = JSON.parse(manifest) as { version: string };
const folder = join(__dirname, '..', 'histories', version);

const people: Record<string, string[]> = { 'finance-team': ['ana', 'bo'] };
const policy: PolicyInput = { name: 'payments', approvers: ['finance-team'], expireAfter: '4h' };
const config = (...policies: PolicyInput[]): ConfigInput => ({ directory: people, policies });

interface Story {
  config: ConfigInput;
  /** The options of a confirmation. Default: an approval is requested. */
  confirm?: { confirmValue?: string; timeout?: Duration };
  act?: (id: string, temporal: TemporalForTests) => Promise<unknown>;
  /** The workflow to record. Default: the request. */
  of?: (id: string) => string;
  /** Decisions that arrive before a worker runs, and the time without a worker. */
  before?: (id: string, temporal: TemporalForTests) => Promise<unknown>;
}

const richPolicy: PolicyInput = {
  ...policy,
  decisions: ['approve', 'reject', 'edit', 'respond'],
  editable: ['/amount'],
};
const editTo = async (id: string, { manager }: TemporalForTests, decidedBy: string, amount: number) => {
  const expected = { contentHash: await shownHash(manager, id) };
  return manager.edit(id, { decidedBy, context: { amount }, expected });
};

const key = signingKey('inbox-2026');
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const signal = (id: string, { client }: TemporalForTests, decidedBy: string) =>
  client.workflow.getHandle(id).signal('decide', { decision: 'approve', decidedBy });

const stories: Record<string, Story> = {
  'approved-by-update': {
    config: config(policy),
    act: (id, { manager }) => manager.approve(id, { decidedBy: 'ana' }),
  },
  'approved-by-signal': { config: config(policy), act: (id, temporal) => signal(id, temporal, 'bo') },
  'approved-by-two-after-refusals': {
    config: config({ ...policy, quorum: 2 }),
    act: async (id, { manager }) => {
      await manager.approve(id, { decidedBy: 'mallory' });
      await manager.approve(id, { decidedBy: 'ana' });
      await manager.approve(id, { decidedBy: 'ana' });
      await manager.approve(id, { decidedBy: 'bo' });
    },
  },
  'approved-in-two-stages': {
    config: config(policy, { ...policy, name: 'second', stage: 2 }),
    act: async (id, { manager }) => {
      await manager.approve(id, { decidedBy: 'ana' });
      await manager.approve(id, { decidedBy: 'ana', expected: { stage: 2 } });
    },
  },
  'approved-with-directory-function': {
    config: { directory: (team) => Promise.resolve(people[team]), policies: [policy] },
    act: (id, { manager }) => manager.approve(id, { decidedBy: 'ana' }),
  },
  'approved-contested': {
    config: config({ ...policy, expireAfter: '1s' }),
    before: async (id, temporal) => {
      await signal(id, temporal, 'ana');
      await pause(1500);
    },
  },
  'expired-contested': {
    config: config({ ...policy, expireAfter: '1s' }),
    before: async (id, temporal) => {
      await pause(1500);
      await signal(id, temporal, 'ana');
    },
  },
  'approved-by-policy': { config: config({ name: 'harmless', effect: 'allow' }) },
  'rejected-by-policy': { config: config({ name: 'never', effect: 'deny' }) },
  'edited-and-approved': {
    config: config(richPolicy),
    act: (id, temporal) => editTo(id, temporal, 'ana', 500),
  },
  'edited-after-an-approval-then-approved-again': {
    config: config({ ...richPolicy, quorum: 2 }),
    act: async (id, temporal) => {
      const { manager } = temporal;
      await manager.approve(id, { decidedBy: 'ana' });
      await editTo(id, temporal, 'bo', 500);
      await manager.approve(id, { decidedBy: 'ana' });
      await manager.approve(id, {
        decidedBy: 'ana',
        expected: { contentHash: await shownHash(manager, id) },
      });
    },
  },
  'edited-with-directory-function': {
    config: { directory: (team) => Promise.resolve(people[team]), policies: [richPolicy] },
    act: (id, temporal) => editTo(id, temporal, 'ana', 500),
  },
  'approved-and-used': {
    config: config(policy),
    of: (id) => useId(id, 1),
    act: async (id, { manager }) => {
      await manager.approve(id, { decidedBy: 'ana' });
      await manager.claim(id, { claimedBy: 'pay-bot', attemptId: 'job-17' });
      await manager.reportOutcome(id, { outcome: 'committed', attemptId: 'job-17', reference: 'tr-17' });
    },
  },
  'answered-after-comments': {
    config: config(richPolicy),
    act: async (id, { manager }) => {
      await manager.comment(id, { commentedBy: 'bo', text: 'Which invoice?' });
      await manager.respond(id, { decidedBy: 'ana', text: 'Pay it tomorrow.' });
    },
  },
  rejected: {
    config: config(policy),
    act: (id, { manager }) => manager.reject(id, { decidedBy: 'ana', reason: 'no' }),
  },
  expired: { config: config({ ...policy, expireAfter: '1s' }) },
  'rejected-at-deadline': { config: config({ ...policy, expireAfter: '1s', onExpiry: 'reject' }) },
  cancelled: {
    config: config(policy),
    act: (id, { manager }) => manager.cancel(id, { cancelledBy: 'agent-1' }),
  },
  'cancelled-in-temporal': {
    config: config(policy),
    act: (id, { client }) => client.workflow.getHandle(id).cancel(),
  },
  'no-matching-policy': { config: config({ ...policy, actions: ['other'] }) },
  'confirmation-confirmed': {
    config: config(policy),
    confirm: { confirmValue: 'PAY', timeout: '4h' },
    act: async (id, { manager }) => {
      await manager.approve(id, { decidedBy: 'agent-1', confirm: 'pay' });
      await manager.approve(id, { decidedBy: 'agent-1', confirm: 'PAY' });
    },
  },
  'confirmation-rejected': {
    config: config(policy),
    confirm: {},
    act: (id, { manager }) => manager.reject(id, { decidedBy: 'agent-1' }),
  },
  'confirmation-rejected-after-five-wrong-values': {
    config: config(policy),
    confirm: { confirmValue: 'PAY' },
    act: async (id, { manager }) => {
      for (let wrong = 0; wrong < 5; wrong++)
        await manager.approve(id, { decidedBy: 'agent-1', confirm: 'pay' });
    },
  },
  'approved-signed-after-forgeries': {
    config: signedBy([key], config(policy)),
    act: async (id, temporal) => {
      await signal(id, temporal, 'ana');
      await temporal.manager.approve(id, { decidedBy: 'ana' });
      await signingManager(temporal, signingKey('inbox-2026')).approve(id, { decidedBy: 'ana' });
      await signingManager(temporal, key).approve(id, { decidedBy: 'bo', notes: 'checked' });
    },
  },
  'flooded-then-approved': {
    config: config(policy),
    act: async (id, temporal) => {
      for (let sent = 0; sent < 2100; sent += 100)
        await Promise.all(
          Array.from({ length: 100 }, (_, index) => signal(id, temporal, `mallory-${sent + index}`)),
        );
      const { client, manager } = temporal;
      const inNewRun = async () => (await client.workflow.getHandle(id).describe()).historyLength < 100;
      await eventually(inNewRun, 60_000);
      await manager.approve(id, { decidedBy: 'ana', patience: '1m' });
    },
  },
};

const fileOf = (name: string) => join(folder, `${name}.json`);

async function record(
  name: string,
  { config: rules, confirm, act, before, of }: Story,
  temporal: TemporalForTests,
): Promise<void> {
  const content = { id: name, action: 'pay', requesterId: 'agent-1', context: { amount: 15_000 } };
  const { id } = confirm
    ? await temporal.manager.requestConfirmation({ ...content, message: 'Pay?', ...confirm })
    : await temporal.manager.requestApproval(content);
  const handle = temporal.client.workflow.getHandle(id);
  await before?.(id, temporal);
  await temporal.withWorker(async () => {
    if (!before) await eventually(async () => (await temporal.manager.getRequest(id)).plan !== undefined);
    await act?.(id, temporal);
    await handle.result().catch(() => undefined);
  }, rules);
  const recorded = of?.(id) ?? id;
  await write(recorded, recorded, temporal);
}

async function write(name: string, id: string, { client }: TemporalForTests): Promise<void> {
  const history = await client.workflow.getHandle(id).fetchHistory();
  // The machine that recorded it must not appear in the history.
  const root = join(__dirname, '..', '..');
  writeFileSync(fileOf(name), `${historyToJSON(history).replaceAll(`${root}/`, '')}\n`);
}

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const temporal = await startTemporal();
  for (const [name, story] of Object.entries(stories))
    if (!existsSync(fileOf(story.of?.(name) ?? name))) await record(name, story, temporal);
  for (const [name, { play, children = {} }] of Object.entries({ ...runStories, ...notificationStories })) {
    if (existsSync(fileOf(name))) continue;
    await play(name, temporal);
    await write(name, name, temporal);
    for (const [suffix, child] of Object.entries(children)) await write(child, name + suffix, temporal);
  }
  await temporal.stop();
}

void main();
