import type { ConfigInput } from '../../../../contract/config/config';
import { ESCALATING } from '../../../support/escalating';
import { signedBy, signingKey, signingManager } from '../../../support/signing';
import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { cliAt } from '../run-cli';

let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  hitl = cliAt(temporal);
});
afterAll(() => temporal?.stop());

const CONFIG = {
  directory: { 'finance-team': ['ana', 'bo'], 'security-team': ['cy'] },
  policies: [
    {
      name: 'high_value',
      condition: (ctx: { amount: number }) => ctx.amount > 10_000,
      approvers: ['finance-team'],
      expireAfter: '4h' as const,
    },
    {
      name: 'broken',
      condition: () => {
        throw new Error('no rate');
      },
      approvers: ['security-team', 'finance-team'],
      requireAll: true,
    },
  ],
};
const transfer = (more = {}) =>
  temporal.manager.requestApproval({
    action: 'transfer_funds',
    resource: 'bank-account-123',
    description: 'Transfer $15,000',
    context: { amount: 15_000 },
    requesterId: 'agent',
    ...more,
  });

test('a pending request: content, requester, policies, deadline, its outcome and commands', () =>
  temporal.withWorker(async () => {
    const { id } = await transfer({ runId: 'run-7' });
    await hitl.text(['approve', id, '--as', 'mallory']);
    await hitl.text(['approve', id, '--as', 'bo', '--notes', 'seen the bill']);
    const { stdout, stderr, code } = await hitl.text(['show', id]);
    expect([code, stderr]).toEqual([0, '']);
    for (const part of [
      'transfer_funds on bank-account-123  pending',
      '│ Transfer $15,000',
      '│ Amount  15,000 (15000)',
      'requested by  agent, 20',
      'for run       run-7',
      'Policy high_value requires 1 approval from finance-team.',
      'Policy broken requires an approval from each of security-team, finance-team, because its condition failed: the condition threw: no rate',
      'bo approved, 20',
      'with the CLI: seen the bill',
      'still needed  Policy broken requires 1 approval from security-team: cy',
      'if nobody decides by then, it expires. Deadline set by policy high_value.',
      'refused: mallory tried to approve with the CLI: not authorized. mallory is not an approver',
      `hitl approve ${id} --as cy ${temporal.at}`,
      `hitl reject ${id} --as cy --reason 'the reason' ${temporal.at}`,
    ])
      expect(stdout).toContain(part);
    expect(stdout).toMatch(/expires {7}20\d\d-.* UTC \(in 3h 59m\)/);
    expect(stdout).toMatch(
      /requested by agent\n.*planned: high_value, broken; config [0-9a-f]{12}\n.*refused: mallory.*\n.*bo approved/,
    );
    // The address of this server's UI is unknown.
    expect(stdout).not.toContain('Temporal UI');
    const elsewhere = await hitl.text(['show', id, '--ui-url', 'https://ui.example/']);
    expect(elsewhere.stdout).toContain(`https://ui.example/namespaces/${temporal.namespace}/workflows/${id}`);
    expect((await hitl.json(['show', id])).json).toMatchObject({
      id,
      kind: 'approval',
      status: 'pending',
      action: 'transfer_funds',
      needed: [{ people: ['cy'] }],
    });
  }, CONFIG));

test('a request that nobody has decided says once what each policy requires', () =>
  temporal.withWorker(async () => {
    const { id } = await transfer();
    const { stdout } = await hitl.text(['show', id]);
    expect(stdout).toContain('why           Policy high_value requires 1 approval from finance-team.\n');
    expect(stdout).toMatch(/^still needed {2}Policy high_value: ana, bo\n {14}Policy broken: cy, ana, bo$/m);
    expect(stdout.match(/Policy (high_value|broken) requires/g)).toHaveLength(2);
  }, CONFIG));

test('an ended request shows who ended it, and no commands', () =>
  temporal.withWorker(async () => {
    const { id } = await transfer({ context: {} });
    await hitl.text(['reject', id, '--as', 'ana', '--reason', 'wrong vendor']);
    const { stdout } = await hitl.text(['show', id]);
    expect(stdout).toContain('rejected by ana, 20');
    expect(stdout).toContain(': wrong vendor');
    expect(stdout).not.toContain('hitl approve');
  }, CONFIG));

test('a request that no policy covers says so', () =>
  temporal.withWorker(
    async () => {
      const { id } = await transfer();
      expect(await hitl.json(['wait', id])).toMatchObject({
        code: 7,
        json: { status: 'cancelled', end: { error: { name: 'NoMatchingPolicy' } } },
      });
      expect((await hitl.text(['show', id])).stdout).toMatch(
        /cancelled by the system.*no policy covers this request.*\(NoMatchingPolicy\)/,
      );
    },
    { policies: [{ name: 'p', actions: ['other'], approvers: ['ana'] }] },
  ));

test('without a worker it says what cannot be known', async () => {
  await temporal.stopWorker();
  const { id } = await transfer();
  const { stdout, code } = await hitl.text(['show', id]);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /unknown {7}No worker answered, so these are unknown now: .*which approvals are still needed/,
  );
  expect(stdout).toContain('│ Amount  15,000 (15000)');
  expect(stdout).toContain(`hitl approve ${id} --as NAME`);
});

test('text of an agent cannot change the direction of text in the terminal', () =>
  temporal.withWorker(async () => {
    const evil = '\u001b[31mred\u001b[2J \u202Eevil \u200Bzero\u0007\u009b';
    const id = "it's $(touch x)";
    await transfer({
      id,
      action: evil,
      resource: evil,
      description: `${evil}\nstill needed  nobody`,
      context: { amount: 15_000, [evil]: evil },
      requesterId: `agent ${evil}x`,
    });
    await hitl.text(['approve', id, '--as', `${evil}x`, '--notes', evil]);
    await hitl.text(['approve', id, '--as', 'bo', '--notes', evil]);
    const unseen = /(?!\n)[\p{Cc}\p{Cf}]/u;
    for (const { stdout, stderr } of [
      await hitl.text(['show', id]),
      await hitl.text(['list']),
      await hitl.text(['approve', id, '--as', `${evil}y`]),
      await hitl.text(['show', evil]),
    ]) {
      expect(stdout).not.toMatch(unseen);
      expect(stderr).not.toMatch(unseen);
    }
    const { stdout } = await hitl.text(['show', id]);
    expect(stdout).toContain('⟨U+202E⟩evil');
    expect(stdout).toContain('  │ still needed  nobody');
    expect(stdout).toContain(`hitl approve 'it'\\''s $(touch x)' --as`);
    const json = await hitl.json(['show', id]);
    expect(json.stdout).not.toMatch(unseen);
    expect(json.json.action).toBe(evil);
  }, CONFIG));

test('a request that nobody decided in time names its escalation, and how that was resolved', () => {
  const config: ConfigInput = {
    ...ESCALATING,
    policies: [{ name: 'late', approvers: ['ana'], expireAfter: '8s', onExpiry: 'escalate' }],
  };
  return temporal.withWorker(async () => {
    await hitl.json(['run', 'report', 'bot-1', '--context', '{}']);
    const { id } = await temporal.manager.requestApproval({
      action: 'pay',
      requesterId: 'agent',
      runId: 'bot-1',
    });
    const escalation = async () => (await hitl.json(['show', id])).json.escalation;
    await eventually(async () => (await escalation())?.id !== undefined);
    const own = (await escalation()).id as string;
    const { stdout } = await hitl.text(['show', id]);
    expect(stdout).toMatch(new RegExp(`^escalated +as ${own}, 20.*ago\\)$`, 'm'));
    expect(stdout).toMatch(new RegExp(` UTC +not decided in time: escalated as ${own}$`, 'm'));
    expect(stdout).toContain(`hitl resolve ${own} --as NAME --action continue`);
    const run = (await hitl.text(['run', 'show', 'bot-1'])).stdout;
    expect(run).toContain(`${own}: pending at human_review, for request ${id}`);
    await hitl.json(['resolve', own, '--as', 'ana', '--action', 'abort', '--resolution', 'too late']);
    expect((await hitl.json(['wait', id])).code).toBe(5);
    const after = (await hitl.text(['show', id])).stdout;
    expect(after).toMatch(new RegExp(`^escalated +as ${own}, 20.*; resolved by ana: abort$`, 'm'));
    expect(after).not.toContain('hitl resolve');
  }, config);
});

const admin = signingKey('inbox-2026');
test('where decisions must be signed, hitl approve is refused, and hitl show says why, and names the key', () =>
  temporal.withWorker(
    async () => {
      const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent-1' });
      const refused = await hitl.text(['approve', id, '--as', 'ana']);
      expect(refused.code).toBe(4);
      const pending = (await hitl.text(['show', id])).stdout;
      expect(pending).toContain('only signed decisions count here');
      expect(pending).not.toContain('hitl approve');
      await signingManager(temporal, admin).approve(id, { decidedBy: 'ana', via: 'inbox' });
      const { stdout } = await hitl.text(['show', id]);
      expect(stdout).toContain(
        'refused: ana tried to approve with the CLI: not authorized. Decisions here must be signed',
      );
      expect(stdout).toContain('ana approved in the inbox, signed with inbox-2026');
      expect(JSON.parse((await hitl.text(['show', id, '-o', 'json'])).stdout)).toMatchObject({
        decisions: [{ decidedBy: 'ana', keyId: 'inbox-2026' }],
      });
    },
    signedBy([admin]),
  ));
