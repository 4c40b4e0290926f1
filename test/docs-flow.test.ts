import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import type { ConfigInput } from '../contract/config/config';
import { type AdminServerForTests, startAdminServerForTests } from './support/admin-server';
import { codeOf, fencesIn } from './support/docs-code';
import { eventually, shownHash, startTemporal, type TemporalForTests } from './support/temporal';

/** The flow of docs/api.md, by curl and by Python, through an admin server that listens. */

const run = promisify(execFile);
const PAGE = 'docs/api.md';
const CONFIG: ConfigInput = {
  directory: { 'finance-team': ['ana', 'bo'] },
  policies: [
    {
      name: 'refunds',
      actions: ['refund'],
      approvers: ['finance-team'],
      decisions: ['approve', 'reject', 'edit'],
      editable: ['/amount'],
    },
  ],
  fallback: 'reject',
};

let temporal: TemporalForTests;
let admin: AdminServerForTests;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  admin = await startAdminServerForTests(temporal);
  env = {
    ...process.env,
    ADMIN: admin.url,
    AGENT_TOKEN: admin.key(['request', 'read'], { name: 'refund-agent' }),
    PERSON_TOKEN: admin.key(['decide-as', 'read'], { name: 'desktop', people: ['ana'] }),
  };
});
afterAll(async () => {
  await admin?.remove();
  await temporal?.stop();
});

const planned = (id: string) =>
  eventually(async () => (await temporal.manager.getRequest(id)).needed.length > 0);

/** A test that runs an example by another program. CI has the programs; elsewhere the test is skipped without them. */
function testWith(program: string, name: string, story: () => Promise<unknown>): void {
  const isThere = spawnSync(program, ['--version']).status === 0;
  (isThere || process.env.CI ? test : test.skip)(`${name} (needs ${program})`, story);
}

testWith('curl', 'the calls of the page answer as it says', () =>
  temporal.withWorker(async () => {
    const [setup, ...steps] = fencesIn(PAGE).filter(({ language }) => language === 'sh');
    const aliases = codeOf(setup ?? { lines: [] }).replace(/^export .*\n/, '');
    expect(steps).toHaveLength(5);
    let hash = '';
    for (const step of steps) {
      const script = `shopt -s expand_aliases\n${aliases}${codeOf(step)}`;
      const { stdout } = await run('bash', ['-c', script], { env: { ...env, CONTENT_HASH: hash } });
      const answer = JSON.parse(stdout) as { id: string; contentHash?: string };
      const [, printed = ''] = /^# (\{.*\})$/m.exec(codeOf(step)) ?? [];
      const { contentHash, ...expected } = JSON.parse(printed) as Record<string, unknown>;
      expect(answer).toMatchObject(expected);
      if (contentHash === undefined) continue;
      hash = answer.contentHash ?? '';
      await planned(answer.id);
    }
    expect(await temporal.manager.getRequest('refund-77')).toMatchObject({
      use: { outcome: 'committed', reference: 'transfer-17' },
    });
  }, CONFIG),
);

testWith('python3', 'the Python of the page does the same in at most 40 lines', () =>
  temporal.withWorker(async () => {
    const [example] = fencesIn(PAGE).filter(({ language }) => language === 'python');
    expect(example?.lines.length).toBeLessThanOrEqual(40);
    const running = run('python3', ['-c', codeOf(example ?? { lines: [] })], { env });
    await eventually(async () => {
      const { items } = await temporal.manager.listRequests({ ids: ['refund-78'] });
      return items.length > 0;
    });
    const edited = await temporal.manager.edit('refund-78', {
      decidedBy: 'ana',
      context: { order: '78', amount: 80 },
      expected: { contentHash: await shownHash(temporal.manager, 'refund-78') },
    });
    expect(edited).toMatchObject({ outcome: 'accepted', status: 'approved' });
    expect((await running).stdout).toBe('refunded 80 for order 78\n');
    expect(await temporal.manager.getRequest('refund-78')).toMatchObject({
      use: { outcome: 'committed', reference: 'transfer-18' },
    });
  }, CONFIG),
);
