import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checked } from '../../../../admin/cli/replay/report';
import type { ConfigInput } from '../../../../contract/config/config';
import { WORKFLOW_TYPES } from '../../../../contract/names';
import { managersOn } from '../../../support/escalating';
import { eventually, shownHash, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { unguardedBuild } from '../../../support/worker-builds';
import { installed, runChild } from '../child';

const CONFIG: ConfigInput = {
  directory: { 'finance-team': ['ana', 'bo'], 'security-team': ['cy'], managers: ['di'] },
  policies: [
    { name: 'payments', actions: ['pay'], approvers: ['finance-team'], expireAfter: '4h' },
    {
      name: 'rich',
      actions: ['refund'],
      approvers: ['finance-team'],
      quorum: 2,
      decisions: ['approve', 'reject', 'edit', 'respond'],
      editable: ['/amount'],
    },
    { name: 'first', actions: ['delete'], approvers: ['finance-team'] },
    { name: 'second', actions: ['delete'], approvers: ['security-team'], stage: 2 },
    { name: 'late', actions: ['late'], approvers: ['ana'], expireAfter: '3s', onExpiry: 'escalate' },
  ],
  levels: {
    human_review: { assignees: ['finance-team'], acknowledgeWithin: '1s', resolveWithin: '4h' },
    manager: { assignees: ['managers'], acknowledgeWithin: '1h', resolveWithin: '4h' },
  },
  triggers: [{ name: 'unsure', type: 'confidence_low', threshold: 0.5, level: 'manager' }],
  agents: {
    buyer: {
      step: ({ step }) =>
        step === 1 ? { approvals: [{ key: 'buy', action: 'pay', context: {} }] } : { done: true },
    },
  },
  channels: { log: { type: 'log' } },
};

let temporal: TemporalForTests;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hitl-replay-'));
  temporal = await startTemporal({ server: {} });
});
afterAll(async () => {
  await temporal?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** One open workflow of each flow, in many states. */
async function seed(): Promise<void> {
  const { manager, client } = temporal;
  const { escalations, runs } = managersOn(temporal);
  const ask = async (id: string, action: string) => {
    await manager.requestApproval({ id, action, requesterId: 'agent-1', context: { amount: 15_000 } });
    await eventually(async () => (await manager.getRequest(id)).plan !== undefined);
  };
  await ask('fresh', 'pay');
  await ask('refused', 'pay');
  await manager.approve('refused', { decidedBy: 'mallory' });
  await manager.comment('refused', { commentedBy: 'ana', text: 'Which invoice?' });
  await ask('by-signal', 'refund');
  await client.workflow.getHandle('by-signal').signal('decide', { decision: 'approve', decidedBy: 'bo' });
  await ask('edited', 'refund');
  await manager.edit('edited', {
    decidedBy: 'ana',
    context: { amount: 80 },
    expected: { contentHash: await shownHash(manager, 'edited') },
  });
  await ask('second-stage', 'delete');
  await manager.approve('second-stage', { decidedBy: 'ana' });
  await manager.requestConfirmation({
    id: 'asked',
    action: 'deploy',
    requesterId: 'ana',
    message: 'Deploy?',
    confirmValue: 'PROD',
  });
  await manager.approve('asked', { decidedBy: 'ana', confirm: 'prod' });
  await ask('claimed', 'pay');
  await manager.approve('claimed', { decidedBy: 'bo' });
  await manager.claim('claimed', { claimedBy: 'pay-bot' });
  await runs.start({ id: 'hosted', agent: 'buyer', requesterId: 'agent-1' });
  await escalations.checkEscalation('attached', { confidence: 0.9 });
  await escalations.checkEscalation('attached', { confidence: 0.1 }, { escalate: true });
  const isOpen = (id: string) =>
    escalations.getEscalation(id).then(
      ({ level }) => level,
      () => undefined,
    );
  await eventually(async () => (await isOpen('attached-escalation-1')) === 'manager');
  await escalations.acknowledge('attached-escalation-1', { acknowledgedBy: 'di' });
  await eventually(async () => (await manager.getRequest('hosted-buy')).plan !== undefined);
  // Last, since its second deadline comes soon. Without a worker it does not end.
  await ask('late', 'late');
  await eventually(async () => (await isOpen('late-escalation')) !== undefined);
}

test('`hitl replay` checks everything that is open with the build that is installed, and finds one that does not fit', async () => {
  const program = await installed();
  const hitl = async (...args: string[]) => {
    const ran = await runChild(program.folder, ['replay', '-o', 'json', ...args]);
    return { ...ran, json: JSON.parse(ran.stdout) };
  };
  const at = ['--address', temporal.address];
  try {
    await temporal.withWorker(seed, CONFIG);
    await temporal.manager.requestApproval({ id: 'not-begun', action: 'pay', requesterId: 'agent-1' });
    // What a worker would have to refuse: arguments that no converter of it can read.
    await temporal.client.workflowService.startWorkflowExecution({
      namespace: 'default',
      workflowId: 'unreadable',
      requestId: 'one',
      workflowType: { name: WORKFLOW_TYPES.approval },
      taskQueue: { name: temporal.taskQueue },
      input: {
        payloads: [{ metadata: { encoding: Buffer.from('binary/encrypted') }, data: Buffer.from('?') }],
      },
    });

    const ours = await hitl(...at);
    expect(ours.json.problems).toEqual([]);
    expect([ours.code, ours.json.ok, ours.json.notBegun]).toEqual([0, true, 2]);
    expect(ours.json.replays).toEqual({
      approval: 7,
      confirmation: 1,
      escalation: 2,
      run: 2,
      use: 1,
      notifications: expect.any(Number) as number,
    });

    const saved = join(folder, 'failed');
    const other = ['--bundle', await unguardedBuild(folder)];
    const failing = await hitl(...at, ...other, '--save', saved, '--type', 'approval', 'run');
    expect([failing.code, failing.json.ok]).toEqual([1, false]);
    const ids = failing.json.problems.map(({ id }: Checked) => id).sort();
    const approvals = ['fresh', 'refused', 'by-signal', 'edited', 'second-stage', 'late', 'hosted-buy'];
    expect(ids).toEqual([...approvals, 'hosted', 'attached'].sort());
    expect(failing.json.problems.find(({ id }: Checked) => id === 'fresh')).toMatchObject({
      kind: 'approval',
      event: expect.stringMatching(/^\d+ \w+/) as string,
      message: expect.stringContaining('Nondeterminism') as string,
      savedAs: join(saved, 'fresh.json'),
    });

    // The saved histories fail elsewhere in the same way, and replay with this build. Neither needs Temporal.
    expect(readdirSync(saved)).toHaveLength(ids.length);
    expect(await hitl('--from', saved, ...other)).toMatchObject({ code: 1, json: { replays: {} } });
    expect(await hitl('--from', saved)).toMatchObject({
      code: 0,
      json: { replays: { approval: 7, run: 2 } },
    });
  } finally {
    await program.remove();
  }
}, 120_000);
