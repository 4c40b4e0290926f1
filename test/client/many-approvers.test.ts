import { EscalationManager } from '../../client';
import type { ConfigInput } from '../../contract/config/config';
import { AND_OTHERS } from '../../contract/names';
import { cliAt } from '../admin/cli/run-cli';
import { ADMIN, adminOn } from '../support/admin-app';
import { eventually, startTemporal, type TemporalForTests } from '../support/temporal';

const people = (count: number, of: string) =>
  Array.from({ length: count }, (_, n) => `${of}.member-number-${n}@finance.example.com`);
const named = people(46, 'named');
const team = people(300, 'team');
const crowd = people(3_000, 'crowd');
const config: ConfigInput = {
  directory: { 'finance-team': team, crowd, guests: ['vi'] },
  policies: [
    { name: 'by_name', actions: ['pay'], approvers: named },
    { name: 'by_team', actions: ['transfer'], approvers: ['finance-team'] },
    { name: 'by_crowd', actions: ['vote'], approvers: ['crowd'] },
    { name: 'by_one', actions: ['ask'], approvers: ['ana'] },
    { name: 'two_stages', actions: ['both'], approvers: named, stage: 1 },
    { name: 'then_one', actions: ['both'], approvers: ['ana'], stage: 2 },
  ],
  triggers: [{ name: 'unsure', type: 'confidence_low', threshold: 0.5, level: 'human_review' }],
  levels: { human_review: { assignees: named }, manager: { assignees: ['ana'] } },
};
const last = (names: string[]) => names.at(-1) ?? '';

let temporal: TemporalForTests;
let escalations: EscalationManager;
const ids: Record<string, string> = {};

beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  escalations = new EscalationManager(temporal.client, { taskQueue: temporal.taskQueue });
  await temporal.withWorker(async () => {
    for (const action of ['pay', 'transfer', 'vote', 'ask', 'both']) {
      const { id } = await temporal.manager.requestApproval({ action, requesterId: 'bot' });
      ids[action] = id;
      await eventually(async () => (await temporal.manager.getRequest(id)).stage === 1);
    }
    expect((await temporal.manager.approve(ids.both ?? '', { decidedBy: last(named) })).outcome).toBe(
      'accepted',
    );
    const problem = { level: 'human_review', reason: 'lost' } as const;
    await escalations.escalate('run-1', problem);
    const second = await escalations.escalate('run-2', problem);
    const id = second.queued ? '' : second.escalationId;
    await eventually(async () => (await escalations.getEscalation(id)).assignees.length > 0);
    expect((await escalations.promote(id, { promotedBy: last(named) })).outcome).toBe('accepted');
  }, config);
  await eventually(
    async () => (await temporal.client.workflow.count('HitlApprovers IS NOT NULL')).count === 7,
  );
});
afterAll(() => temporal?.stop());

const actions = async (approver: string | string[], order: 'newest' | 'deadline' = 'newest') =>
  (await temporal.manager.listRequests({ approver, status: 'pending', order })).items
    .map(({ action }) => action)
    .sort();

test('a request can ask 46 people who are named by e-mail addresses', async () => {
  const { items } = await temporal.manager.listRequests({ action: 'pay' });
  expect(items).toMatchObject([{ status: 'pending', approvers: named }]);
  expect(items[0]).not.toHaveProperty('approversIncomplete');
});

test('every person and every team finds what they may decide, and nothing else', async () => {
  for (const order of ['newest', 'deadline'] as const) {
    for (const name of named) expect(await actions(name, order)).toEqual(['pay', 'vote']);
    for (const name of ['finance-team', team[0] ?? '', last(team)])
      expect(await actions(name, order)).toEqual(['transfer', 'vote']);
    expect(await actions(['crowd'], order)).toEqual(['vote']);
    // The second stage asks one person: what the first stage listed is gone.
    expect(await actions('ana', order)).toEqual(['ask', 'both', 'vote']);
    expect(await actions(AND_OTHERS, order)).toEqual(['vote']);
  }
  expect(await temporal.manager.countRequests({ approver: last(named), status: 'pending' })).toBe(1);
  expect(
    await temporal.manager.countRequests({ concerning: { requesterId: 'x', approvers: ['nobody'] } }),
  ).toBe(0);
  expect(
    await temporal.manager.countRequests({ concerning: { requesterId: 'bot', approvers: ['nobody'] } }),
  ).toBe(5);
});

test('if not even the memo holds everyone, the list says so', async () => {
  const { items } = await temporal.manager.listRequests({ approver: last(crowd) });
  expect(items).toMatchObject([{ action: 'vote', approversIncomplete: true }]);
  const { stderr, stdout } = await cliAt(temporal).text(['list', '--approver', last(crowd)]);
  expect(stdout).toMatch(/ vote /);
  expect(stderr).toContain(
    `These ask more people than the list can hold, so they may not ask the person in your filter: ${ids.vote}`,
  );
});

test('assignees find their escalation by name, until it is assigned to others', async () => {
  const of = async (assignee: string) =>
    (await escalations.listEscalations({ assignee })).items.map(({ runId }) => runId);
  expect(await of(last(named))).toEqual(['run-1']);
  expect(await of('ana')).toEqual(['run-2']);
  expect(await of('vi')).toEqual([]);
  expect(await escalations.countEscalations({ assignee: 'vi' })).toBe(0);
  expect(await escalations.countEscalations({ assignee: last(named) })).toBe(1);
});

test('on the admin server each person sees what is assigned to them, and other people do not', async () => {
  const read = { own: ['everyone'], team: ['everyone'], all: [] };
  const { as } = adminOn(temporal, { config, admin: { ...ADMIN, access: { ...ADMIN.access, read } } });
  const seen = async (name: string) => {
    const ask = await as(name);
    const { body } = await ask('GET', '/api/requests?approver=me&status=pending');
    const all = await ask('GET', '/api/requests?status=pending');
    expect(all.body.items).toHaveLength(body.items.length);
    return (body.items as { action: string }[]).map(({ action }) => action).sort();
  };
  await temporal.withWorker(async () => {
    expect(await seen(last(named))).toEqual(['pay']);
    expect(await seen(last(team))).toEqual(['transfer']);
    expect(await seen(last(crowd))).toEqual(['vote']);
    expect(await seen('vi')).toEqual([]);
    expect((await (await as(last(named)))('GET', '/')).body).toContain('For me');
    expect((await (await as('vi'))('GET', '/api/escalations')).body.items).toEqual([]);
    expect((await (await as(last(named)))('GET', '/api/escalations')).body.items).toHaveLength(1);
  }, config);
});
