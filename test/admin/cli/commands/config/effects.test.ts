import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigInput } from '../../../../../contract/config/config';
import { managersOn } from '../../../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../../../support/temporal';
import { cliAt } from '../../run-cli';

const OLD: ConfigInput = {
  directory: { finance: ['ana', 'bo'], security: ['cy'] },
  policies: [{ name: 'payments', actions: ['pay'], approvers: ['finance'], expireAfter: '4h' }],
  levels: { human_review: { assignees: ['finance'] }, manager: { assignees: ['security'] } },
};
/** Large payments also need security, nobody may drop, and the levels lack a manager. */
const NEW = `let asked = 0; // Two names, and two commands in this process.
module.exports = {
  directory: async (team) => {
    if (++asked > 4) throw new Error('asked too often: ' + team);
    return { finance: ['bo'], security: ['cy'] }[team];
  },
  policies: [
    { name: 'payments', actions: ['pay'], approvers: ['finance'], expireAfter: '4h' },
    { name: 'large', actions: ['pay'], approvers: ['security'], condition: ({ amount }) => amount > 1000, expireAfter: '4h' },
  ],
  levels: { human_review: { assignees: ['finance'] } },
};`;

const folder = mkdtempSync(join(tmpdir(), 'hitl-effects-'));
const file = join(folder, 'new.config.js');
let temporal: TemporalForTests;
beforeAll(async () => {
  writeFileSync(file, NEW);
  temporal = await startTemporal();
});
afterAll(async () => {
  await temporal?.stop();
  rmSync(folder, { recursive: true });
});

const check = ['config', 'check', '--config', file];

test('what a changed config would do to pending and ended requests, and to open escalations', () =>
  temporal.withWorker(async () => {
    const hitl = cliAt(temporal);
    const { manager } = temporal;
    const { escalations } = managersOn(temporal);
    const ask = (id: string, amount: number) =>
      manager.requestApproval({ id, action: 'pay', requesterId: 'agent-1', context: { amount } });
    for (const id of ['small-1', 'small-2', 'by-ana', 'by-bo']) await ask(id, 10);
    await ask('large', 5_000);
    for (const decidedBy of ['ana', 'bo']) await manager.approve(`by-${decidedBy}`, { decidedBy });
    await escalations.escalate('run-1', { level: 'human_review', reason: 'unsure', escalatedBy: 'agent-1' });
    await eventually(
      async () => (await manager.countRequests({ status: 'pending', approver: 'finance' })) === 3,
    );
    await eventually(async () => (await manager.countRequests({ status: 'ended' })) === 2);

    const { code, json } = await hitl.json([...check, '--pending', '--ended', '10']);
    expect([code, json.ok]).toEqual([0, true]);
    const { pending, ended, escalations: open } = json.effects;
    const changes = Object.fromEntries(
      pending.map((each: { id: string; changes: string[] }) => [each.id, each.changes]),
    );
    expect(changes).toEqual({
      'small-1': ['finance without ana'],
      'small-2': ['finance without ana'],
      large: ['would also need 1 approval from security (policy large)', 'finance without ana'],
    });
    expect(pending.find(({ id }: { id: string }) => id === 'large')).toMatchObject({
      status: 'pending',
      was: {
        requirements: [{ policy: 'payments', quorum: 1 }],
        expireAfter: 4 * 3_600_000,
        atDeadline: 'expire',
      },
      would: { requirements: [{ policy: 'payments' }, { policy: 'large', approvers: ['security'] }] },
    });
    const ends = ended.map(({ id, sameEnd }: { id: string; sameEnd: boolean }) => [id, sameEnd]);
    expect(Object.fromEntries(ends)).toEqual({ 'by-ana': false, 'by-bo': true });
    expect(open).toEqual([
      {
        id: 'run-1-escalation-1',
        level: 'human_review',
        changes: ['level manager has no assignees any more (it asks security)'],
      },
    ]);

    const { stdout } = await hitl.text([...check, '--pending', '--ended', '10']);
    expect(stdout).toContain('3 pending. They keep their plan; the same requests, made with this config:');
    expect(stdout).toContain(
      '  1 would also need 1 approval from security (policy large); finance without ana (large)',
    );
    expect(stdout).toMatch(/ {2}2 finance without ana \(small-\d, small-\d\)/);
    expect(stdout).toContain('Would they have ended in the same way?\n  1 of 2\n');
    expect(stdout).toContain(
      '  1 approved: the people who approved would not be enough: policy payments needs 1 approval from finance (by-ana)',
    );
  }, OLD));

test('without the flags no Temporal is needed, and a config that is not valid is not compared', async () => {
  const away = { env: { TEMPORAL_ADDRESS: '127.0.0.1:1' } };
  const hitl = cliAt(temporal);
  expect((await hitl.json(check, away)).json).not.toHaveProperty('effects');
  writeFileSync(join(folder, 'wrong.js'), 'module.exports = { policies: [{}] };');
  const wrong = await hitl.json(['config', 'check', '--config', join(folder, 'wrong.js'), '--pending'], away);
  expect([wrong.code, wrong.json.ok]).toEqual([2, false]);
  expect(wrong.json).not.toHaveProperty('effects');
});
