import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check } from '../../../../admin/cli/doctor/check';
import { ApprovalManager } from '../../../../client';
import { registerSearchAttributes } from '../../../../worker/search-attributes';
import { encryptionKey } from '../../../support/encryption';
import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { cli, cliAt, type Ran } from '../run-cli';

const folder = mkdtempSync(join(tmpdir(), 'hitl-doctor-'));
let temporal: TemporalForTests;
beforeAll(async () => {
  temporal = await startTemporal({ server: {}, searchAttributes: false });
});
afterAll(async () => {
  await temporal?.stop();
  rmSync(folder, { recursive: true });
});

function config(content: string, ending = 'js'): string[] {
  const path = join(folder, `config-${Math.random()}.${ending}`);
  writeFileSync(path, content);
  return ['--config', path];
}
const GOOD = config('module.exports = { policies: [{ name: "p", approvers: ["ana"] }] };');
const findings = ({ json }: Ran) =>
  json.checks.filter(({ ok }: Check) => !ok).map(({ name, found }: Check) => `${name}: ${found}`);

test('a fresh namespace lacks search attributes and a worker; with both all is good', async () => {
  const hitl = cliAt(temporal);
  const before = await hitl.json(['doctor', ...GOOD]);
  expect([before.code, before.json.ok]).toEqual([1, false]);
  expect(findings(before)).toEqual([
    expect.stringContaining('search attributes: missing: HitlKind'),
    expect.stringContaining(`workers: none on task queue ${temporal.taskQueue}`),
  ]);
  expect((await hitl.text(['doctor', ...GOOD])).stdout).toContain(
    'temporal operator search-attribute create --namespace default --name HitlKind --type Keyword',
  );

  await registerSearchAttributes(temporal.client.connection, 'default');
  await temporal.withWorker(async () => {
    // Temporal sees a worker with its first poll.
    let after = before;
    await eventually(async () => {
      after = await hitl.json(['doctor', ...GOOD]);
      return !findings(after).some((finding: string) => finding.startsWith('workers: none'));
    });
    expect(after.json.checks.filter(({ ok }: Check) => !ok)).toEqual([]);
    expect([after.code, after.json]).toMatchObject([0, { ok: true }]);
    expect(after.json.checks.map(({ name }: Check) => name)).toEqual([
      'Temporal CLI',
      'config',
      'channels',
      'audit log',
      'Temporal',
      'retention',
      'search attributes',
      'workers',
      'pending requests',
      'encryption',
      'notifications',
      'stuck workflows',
    ]);
    expect((await hitl.text(['doctor', ...GOOD])).stdout).toContain('All checks passed.');
  });
});

test('a useWithin that is not shorter than the retention of the namespace', async () => {
  const hitl = cliAt(temporal);
  const retentionOf = async (policy: string, fallback = '') => {
    const policies = `policies: [{ name: "p", approvers: ["ana"]${policy} }]`;
    const given = config(`module.exports = { ${policies}${fallback} };`);
    const { json } = await hitl.json(['doctor', ...given]);
    return json.checks.find(({ name }: Check) => name === 'retention') as Check;
  };
  const long = await retentionOf(', useWithin: "365 days"');
  expect(long).toMatchObject({
    ok: false,
    found: expect.stringMatching(
      /^policy 'p' has useWithin '365 days'; the namespace keeps .* for \S+/,
    ) as string,
    todo: expect.stringMatching(/^Write a useWithin that is shorter than \S+/) as string,
  });
  expect(await retentionOf(', useWithin: "1h"')).toMatchObject({ ok: true });
  expect(await retentionOf('')).toMatchObject({
    ok: true,
    found: expect.stringContaining('no useWithin in p, so an approval can be used as long as') as string,
  });
  const fallback = (more: string) =>
    retentionOf(', useWithin: "1h"', `, fallback: { approvers: ["ana"]${more} }`);
  expect(await fallback(', useWithin: "365 days"')).toMatchObject({
    ok: false,
    found: expect.stringMatching(/^the fallback has useWithin '365 days'/) as string,
  });
  expect(await fallback('')).toMatchObject({
    ok: true,
    found: expect.stringContaining('no useWithin in fallback, so') as string,
  });
});

test('Temporal that does not answer: where it was looked for, and what to do', async () => {
  process.env.HITL_CONNECT_TIMEOUT = '300ms';
  const { code, json } = await cli(['doctor', ...GOOD, '--address', '127.0.0.1:1', '-o', 'json']);
  delete process.env.HITL_CONNECT_TIMEOUT;
  expect(code).toBe(1);
  expect(json.checks.at(-1)).toMatchObject({
    name: 'Temporal',
    ok: false,
    found: expect.stringContaining('127.0.0.1:1 (from --address'),
    todo: expect.stringContaining('hitl dev'),
  });
  expect(json.checks.at(-1).found).not.toContain('hitl dev');
});

describe('of a config', () => {
  const problems = async (content: string, ending?: string) => {
    const ran = await cliAt(temporal).json(['doctor', ...config(content, ending)]);
    expect(ran.code).toBe(1);
    return ran.json.checks
      .filter(({ name, ok }: Check) => name === 'config' && !ok)
      .map(({ found, todo }: Check) => `${found} ${todo}`)
      .join('\n');
  };

  test('one that is not valid', async () => {
    expect(await problems('{"policies": []}', 'json')).toContain('no policy and no fallback');
  });
  test('approvers that the directory does not know', async () => {
    const found = await problems(
      'module.exports = { directory: { "finance-team": ["ana"] }, policies: [{ name: "p", approvers: ["fiance-team", "zoe"] }], operators: ["ana"] };',
    );
    expect(found).toContain(
      "policies[0].approvers[0]: 'fiance-team' is neither a team nor a member of a team in the directory: did you mean 'finance-team'?",
    );
    expect(found).toContain("'zoe'");
    expect(found).not.toContain("'ana'");
  });
  test('policies that are never reached', async () => {
    expect(
      await problems(
        'module.exports = { policies: [{ name: "no", effect: "deny" }, { name: "p", approvers: ["ana"] }] };',
      ),
    ).toContain("policy 'no' denies every request");
    expect(
      await problems(
        'module.exports = { policies: [{ name: "yes", effect: "allow" }, { name: "p", approvers: ["ana"] }] };',
      ),
    ).toContain("policy 'yes' has no effect");
  });
  test('a quorum that nobody can reach', async () => {
    const found = await problems(
      'module.exports = { directory: { team: ["ana"] }, policies: [{ name: "p", approvers: ["team"], quorum: 2 }] };',
    );
    expect(found).toContain(
      "policy 'p' can never be satisfied: policy 'p' requires 2 different people from team (ana)",
    );
  });
  test('but not a policy that a request can satisfy with evidence', async () => {
    const policy = '{ name: "p", approvers: ["ana"], requireEvidence: ["rationale", "diff"] }';
    const { json } = await cliAt(temporal).json([
      'doctor',
      ...config(`module.exports = { policies: [${policy}] };`),
    ]);
    expect(json.checks.filter(({ name }: Check) => name === 'config')).toMatchObject([{ ok: true }]);
  });
  test('assignees that the directory does not know, and levels without assignees', async () => {
    const trigger = (level: string) => ({ name: level, type: 'cost_exceeded', threshold: 1, level });
    const content = {
      directory: { reviewers: ['ana'] },
      levels: { human_review: { assignees: ['reviewer'] }, manager: { assignees: ['ana'] } },
      triggers: [trigger('human_review'), trigger('supervisor'), trigger('emergency')],
    };
    const found = await problems(`module.exports = ${JSON.stringify(content)};`);
    expect(found).toContain("levels.human_review.assignees[0]: 'reviewer' is neither a team nor a member");
    expect(found).toContain(
      "trigger 'supervisor' escalates to level 'supervisor', which has no assignees, so 'manager' is",
    );
    expect(found).toContain(
      "trigger 'emergency' escalates to level 'emergency', which has no assignees, so 'manager' is",
    );
    expect(found).not.toContain("trigger 'human_review'");
  });
  test('a directory that fails, and an empty team', async () => {
    const found = await problems(
      'module.exports = { directory: (team) => { if (team === "a") throw new Error("down"); return []; }, policies: [{ name: "p", approvers: ["a", "b"] }] };',
    );
    expect(found).toContain("the directory fails for 'a': down");
    expect(found).toContain("the team 'b' is empty");
  });
});

test('encryption: on or off in this process, and whether it can read what is pending', async () => {
  const { address, taskQueue } = temporal;
  const [mine, other] = [encryptionKey('mine'), encryptionKey('other')];
  const manager = await ApprovalManager.connect({ address, taskQueue, encryption: { keys: [mine] } });
  const { id } = await manager.requestApproval({ action: 'pay', requesterId: 'rita' });
  await manager.close();
  const checkWith = async (...keys: { id: string; key: string }[]) => {
    const before = process.env.HITL_ENCRYPTION_KEYS;
    if (keys.length > 0)
      process.env.HITL_ENCRYPTION_KEYS = keys.map((each) => `${each.id}=${each.key}`).join(',');
    const { json } = await cliAt(temporal).json(['doctor', ...GOOD]);
    if (before === undefined) delete process.env.HITL_ENCRYPTION_KEYS;
    return json.checks.find(({ name }: Check) => name === 'encryption') as Check;
  };
  await eventually(async () => (await checkWith(mine)).found.includes('1 of the 1'));
  expect(await checkWith(mine)).toMatchObject({
    ok: true,
    found:
      "on in this process, with key 'mine'; 1 of the 1 newest pending requests are encrypted, all can be read",
  });
  expect(await checkWith(other)).toMatchObject({
    ok: false,
    found: expect.stringMatching(
      `with key 'other'; ${id} cannot be read: it is encrypted with key 'mine'`,
    ) as string,
    todo: 'Give every client, worker and admin server the same HITL_ENCRYPTION_KEYS.',
  });
  expect(await checkWith()).toMatchObject({
    ok: false,
    found: expect.stringMatching('off in this process') as string,
  });
  await temporal.client.workflow.getHandle(id).terminate();
});
