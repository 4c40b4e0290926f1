import { join } from 'node:path';
import { DEMO_AGENT, DEMO_REQUESTER } from '../../admin/cli/dev/demo-agent';
import { rulesForDev } from '../../admin/cli/dev/rules';
import { AgentRuns } from '../../client';
import { configWarnings } from '../../rules/config-warnings';
import { allowedDecisions } from '../../rules/requests/people';
import { loadConfig } from '../../worker/config';
import { eventually, shownHash, startTemporal, type TemporalForTests } from '../support/temporal';

jest.mock('jiti', () => jest.requireActual<object>('../support/native-jiti'));

/** The config at the top of the repository, which `npm start` uses. */
const FILE = join(__dirname, '..', '..', 'temporal.config.ts');

let temporal: TemporalForTests;
let demo: Awaited<ReturnType<typeof rulesForDev>>['config'];
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  demo = (await rulesForDev(FILE, { demo: true })).config;
});
afterAll(() => temporal?.stop());

test('the config is valid and has no warnings', async () => {
  const { config, path } = await loadConfig(FILE);
  expect(path).toBe(FILE);
  expect(configWarnings(config)).toEqual([]);
  expect(config.policies.map(({ name }) => name)).toEqual([
    'high_value',
    'small_value',
    'questions',
    'refunds',
    'prod_deletes',
  ]);
});

test('the demo agent asks the finance team two things: an amount that may be edited, and a question with a form', () =>
  temporal.withWorker(async () => {
    const runs = new AgentRuns(temporal.client, { taskQueue: temporal.taskQueue });
    const { id } = await runs.start({ agent: DEMO_AGENT, requesterId: DEMO_REQUESTER });
    await eventually(async () => (await runs.get(id)).approvals.length === 2);
    const [transferId = '', questionId = ''] = (await runs.get(id)).approvals.map((each) => each.id);
    for (const each of [transferId, questionId])
      await eventually(async () => (await temporal.manager.getRequest(each)).needed.length > 0);
    const transfer = await temporal.manager.getRequest(transferId);
    expect(transfer).toMatchObject({
      status: 'pending',
      action: 'transfer_funds',
      context: { amount: 15_000 },
      rationale: expect.stringContaining('because the vendor added the delivery'),
      evidence: [{ kind: 'table' }],
      needed: [{ policy: 'high_value', from: ['finance-team'], people: ['ana', 'bo'], count: 1 }],
    });
    expect(allowedDecisions(transfer)).toEqual(['approve', 'reject', 'edit']);
    const question = await temporal.manager.getRequest(questionId);
    expect(question).toMatchObject({
      status: 'pending',
      rationale: expect.stringContaining('no cost center'),
      evidence: [{ kind: 'diff' }],
      response: { required: ['cost_center'] },
      needed: [{ policy: 'questions', people: ['ana', 'bo'] }],
    });
    expect(allowedDecisions(question)).toEqual(['respond', 'reject']);
    await temporal.manager.edit(transferId, {
      decidedBy: 'ana',
      context: { ...transfer.context, amount: 14_000 },
      expected: { contentHash: transfer.plan?.contentHash ?? '' },
    });
    await temporal.manager.respond(questionId, { decidedBy: 'bo', answer: { cost_center: 'K12' } });
    const ended = await runs.wait(id);
    expect(ended).toMatchObject({ status: 'completed', output: { leftOut: [] } });
    const said = ended.events.map(({ text }) => text).join('\n');
    expect(said).toContain('INV-1002: approved by ana. Transferred $14,000.');
    expect(said).toContain('INV-1003: answered by bo. Paid, and booked on K12.');
  }, demo));

test('the request of the README is decided by the same policy; small transfers are approved at once', () =>
  temporal.withWorker(async () => {
    const ask = (amount: number) =>
      temporal.manager.requestApproval({
        action: 'transfer_funds',
        resource: 'bank-account-123',
        context: { amount },
        requesterId: 'payments-agent',
      });
    const large = await ask(15_000);
    const rejected = await temporal.manager.reject(large.id, { decidedBy: 'bo', reason: 'not ordered' });
    expect(rejected).toMatchObject({ outcome: 'accepted', status: 'rejected' });
    const small = await ask(10_000);
    expect(await temporal.manager.waitForApproval(small.id)).toMatchObject({
      status: 'approved',
      end: { by: 'policy', name: 'small_value' },
    });
  }, demo));

test('the refund of the README is edited with the answer to the form, and claimed', () =>
  temporal.withWorker(async () => {
    const { id } = await temporal.manager.requestApproval({
      action: 'refund_order',
      context: { order: '77', amount: 250 },
      rationale: 'The parcel arrived broken.',
      requesterId: 'refund-agent',
    });
    const edit = {
      decidedBy: 'ana',
      context: { order: '77', amount: 80 },
      expected: { contentHash: await shownHash(temporal.manager, id) },
    };
    expect(await temporal.manager.edit(id, edit)).toMatchObject({ outcome: 'invalid', status: 'pending' });
    expect(await temporal.manager.edit(id, { ...edit, answer: { cost_center: 'K7' } })).toMatchObject({
      outcome: 'accepted',
      status: 'approved',
    });
    expect(await temporal.manager.claim(id, { claimedBy: 'refund-agent' })).toMatchObject({
      outcome: 'claimed',
    });
  }, demo));
