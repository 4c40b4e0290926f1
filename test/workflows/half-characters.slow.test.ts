import { WorkflowUpdateFailedError } from '@temporalio/client';
import { AgentRuns } from '../../client';
import { WORKFLOW_TYPES } from '../../contract/names';
import { kill9, spawnScript } from '../support/spawn-worker';
import { eventually, startTemporal, type TemporalForTests } from '../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => {
  temporal = await startTemporal();
});
afterAll(() => temporal?.stop());

test('a worker outlives everything that a step or a directory throws, and half a character in any message', async () => {
  const { client, manager, address, taskQueue } = temporal;
  const worker = await spawnScript('ill-formed-worker.ts', [address, taskQueue]);
  try {
    const runs = new AgentRuns(client, { taskQueue });
    const run = await runs.start({ agent: 'odd' });
    const request = await manager.requestApproval({ action: 'pay', requesterId: 'bot' });
    const handle = client.workflow.getHandle(request.id);

    // The names of unknown fields are in the refusal.
    const refused = handle.executeUpdate('decide', { args: [{ '\ud800': 1 }] });
    await expect(refused).rejects.toThrow(WorkflowUpdateFailedError);
    await handle.signal('decide', { decision: 'approve', decidedBy: '\ud800' });
    // The id of a subject becomes that of a workflow.
    await client.workflow.signalWithStart(WORKFLOW_TYPES.digest, {
      workflowId: 'digest',
      taskQueue,
      args: [{ channel: 'x', to: 'ana' }],
      signal: 'add',
      signalArgs: [{ subject: { kind: 'request', id: '\ud800' }, event: 'requested', key: 'a', title: 'b' }],
    });

    const ended = await runs.wait(run.id, { timeout: '40s' });
    expect(ended.status).toBe('completed');
    await eventually(async () => (await manager.getRequest(request.id)).plan?.teams !== undefined);
    expect((await manager.approve(request.id, { decidedBy: 'ana' })).outcome).toBe('accepted');
    expect(worker.exitCode).toBe(null);
    expect(worker.signalCode).toBe(null);
  } finally {
    if (worker.exitCode === null) await kill9(worker);
  }
});
