import type { ConfigInput } from '../../../../contract/config/config';
import { startTemporal, type TemporalForTests } from '../../../support/temporal';
import { withoutWorker } from '../../../support/without-worker';
import { cli, cliAt } from '../run-cli';

let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  hitl = cliAt(temporal);
});
afterAll(() => temporal?.stop());

const CONFIG: ConfigInput = {
  directory: { 'finance-team': ['ana', 'bo'], board: ['di'] },
  policies: [
    {
      name: 'high_value',
      actions: ['transfer_*'],
      condition: (ctx: { amount: number }) => ctx.amount > 10_000,
      approvers: ['finance-team', 'board'],
      requireAll: true,
      expireAfter: '4h',
      onExpiry: 'escalate',
    },
    {
      name: 'shown',
      actions: ['wipe'],
      approvers: ['board'],
      severity: 'critical',
      highlight: ['/table', '/rows'],
      mustReadAll: true,
      bulk: false,
    },
    { name: 'broken', actions: ['break'], condition: () => 1 as never, approvers: ['board'], stage: 2 },
    { name: 'explained', actions: ['refund'], approvers: ['board'], requireEvidence: ['rationale', 'link'] },
    {
      name: 'richer',
      actions: ['book'],
      approvers: ['board'],
      decisions: ['approve', 'edit', 'respond'],
      editable: ['/amount'],
      response: { properties: { cost_center: { type: 'string' } } },
      useWithin: '4h',
      reportWithin: '30m',
    },
    { name: 'never', effect: 'deny', resources: ['prod/**'], reason: 'not in production' },
  ],
  operators: ['olga'],
  triggers: [{ name: 'dear', type: 'cost_exceeded', threshold: 100, level: 'manager' }],
  levels: { manager: { assignees: ['di'] } },
};
const transfer = ['--action', 'transfer_funds', '--context', '{"amount": 15000}', '--requester', 'agent'];

test("`hitl policies` shows the worker's rules", () =>
  temporal.withWorker(async () => {
    const { stdout, stderr, code } = await hitl.text(['policies']);
    expect([code, stderr]).toEqual([0, '']);
    for (const line of [
      /^high_value +require +transfer_\* if its condition is true +an approval from each of finance-team, board; escalate after 4h$/m,
      /^broken +require +break if its condition is true +1 approval from board, in stage 2; expire after 3d$/m,
      /^shown +require +wipe +1 approval from board; expire after 3d; severity critical; first \/table, \/rows; everything must be opened before an approval; not approved together with others$/m,
      /^explained .*; needs rationale, link$/m,
      /^richer .*; approvers may approve, edit, respond; an edit may change \/amount; a form asks for cost_center; used within 4h; outcome reported within 30m$/m,
      /^never +deny +on prod\/\*\* +not in production$/m,
      /^otherwise +fail +everything else/m,
      /^dear +cost_exceeded +100 +manager$/m,
      /^manager +di +within 15m +within 4h$/m,
      /^at the top +then abort$/m,
      /^operators +olga$/m,
      /^directory +finance-team: ana, bo$/m,
      /^config +[0-9a-f]{12}$/m,
    ])
      expect(stdout).toMatch(line);
    expect((await hitl.json(['policies'])).json).toMatchObject({
      policies: [
        { name: 'high_value', condition: true },
        {
          name: 'shown',
          presentation: { severity: 'critical', highlight: ['/table', '/rows'], bulk: false },
        },
        { name: 'broken' },
        { name: 'explained', requireEvidence: ['rationale', 'link'] },
        { name: 'richer', useWithin: 14_400_000, reportWithin: 1_800_000 },
        { name: 'never' },
      ],
      directory: { board: ['di'] },
    });
  }, CONFIG));

test('`hitl policies --action` shows who would have to approve, the deadline and its outcome', () =>
  temporal.withWorker(async () => {
    const { stdout, stderr, code } = await hitl.text(['policies', ...transfer]);
    expect([code, stderr]).toEqual([0, 'Dry run: nothing was requested and no one was notified.\n']);
    for (const part of [
      'transfer_funds  would be pending',
      'requested by  agent',
      'why           Policy high_value requires an approval from each of finance-team, board.',
      'needed        Policy high_value: ana, bo, di',
      'expires       after 4h; if nobody decides by then, it is escalated to human_review. Deadline set by policy high_value.',
    ])
      expect(stdout).toContain(part);
    expect(stdout.match(/Policy high_value requires/g)).toHaveLength(1);
    const { json } = await hitl.json(['policies', ...transfer]);
    expect(json).toMatchObject({ status: 'pending', stage: 1, plan: { expireAfter: 14_400_000 } });
    expect((await hitl.json(['list', '--status', 'all'])).json.items).toEqual([]);
  }, CONFIG));

test('a dry run shows how the policies want the request to be shown', () =>
  temporal.withWorker(async () => {
    const wipe = ['policies', '--action', 'wipe'];
    expect((await hitl.text(wipe)).stdout).toMatch(
      /^shown +severity critical\n +first \/table, \/rows\n +everything must be opened before an approval\n +not approved together with others$/m,
    );
    expect((await hitl.json(wipe)).json).toMatchObject({
      plan: {
        presentation: {
          severity: 'critical',
          highlight: ['/table', '/rows'],
          mustReadAll: true,
          bulk: false,
        },
      },
    });
  }, CONFIG));

test('a request that would end at once shows how and why', () =>
  temporal.withWorker(async () => {
    const tried = async (...flags: string[]) => (await hitl.text(['policies', ...flags])).stdout;
    const denied = await tried(...transfer, '--resource', 'prod/a');
    expect(denied).toContain('transfer_funds on prod/a  would be rejected');
    expect(denied).toContain('outcome       rejected at once by policy never: not in production');
    expect(denied).not.toContain('expires');
    const unknown = await tried('--action', 'other');
    expect(unknown).toContain('would be cancelled');
    expect(unknown).toContain(
      'no policy covers this request, and the config has no fallback (NoMatchingPolicy)',
    );
    const broken = await tried('--action', 'break');
    expect(broken).toContain(', because its condition failed: the condition returned');
    const own = await tried('--action', 'break', '--requester', 'di');
    expect(own).toMatch(/cancelled at once: .*not enough eligible people; the requester di may not/);
  }, CONFIG));

test('a dry run takes what supports the request, as a request does', () =>
  temporal.withWorker(async () => {
    const refund = ['policies', '--action', 'refund', '--rationale', 'It arrived broken.'];
    expect((await hitl.text(refund)).stdout).toContain(
      "policy 'explained' requires link: request it again with it",
    );
    const linked = await hitl.text([...refund, '--evidence', 'link=https://parcels.example/77']);
    expect(linked.stdout).toContain('refund  would be pending');
    expect(linked.stdout).toContain('needed        Policy explained: di');
    expect((await hitl.text(['policies', '--rationale', 'why'])).stderr).toContain(
      '--rationale needs --action',
    );
  }, CONFIG));

test('a directory that does not answer is named', () =>
  temporal.withWorker(
    async () => {
      const { stdout } = await hitl.text(['policies', ...transfer]);
      expect(stdout).toContain('unknown       the directory does not answer (ldap is down)');
      expect(stdout).toContain('Policy high_value requires an approval from each of finance-team, board.');
      expect((await hitl.text(['policies'])).stdout).toContain('directory     a function');
    },
    { ...CONFIG, directory: () => Promise.reject(new Error('ldap is down')) },
  ));

test('without a worker the policies are unknown', () =>
  withoutWorker(temporal, async () => {
    const { code, stdout, stderr } = await hitl.text(['policies']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('no worker answered');
    expect((await hitl.json(['policies', ...transfer])).json.error.name).toBe('NoWorkerError');
  }));

test.each([
  [['--resource', 'a'], '--resource needs --action'],
  [['--context', '{}'], '--context needs --action'],
  [['--action', 'a', '--context', '[1]'], 'is an array'],
])('%j is refused', async (flags, message) => {
  const { code, stderr } = await cli(['policies', ...flags]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
