import { WORKFLOW_TYPES } from '../../contract/names';
import { judge } from '../../rules/requests/judge';
import { approve, begun } from '../support/requests';
import { eventually, startTemporal, type TemporalForTests } from '../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal()));
afterAll(() => temporal.stop());

const content = { action: 'pay', requesterId: 'agent-1', context: {} };
const startForged = (workflowId: string) => {
  const { record } = judge(begun([{ approvers: ['ana'] }]), approve('ana'));
  const { client, taskQueue } = temporal;
  const args = [{ content }, { ...record, action: 'forged' }];
  return client.workflow.start(WORKFLOW_TYPES.approval, { workflowId, taskQueue, args });
};

test('a request started by hand with a record that is approved already is planned and asked like any other', () =>
  temporal.withWorker(async () => {
    const handle = await startForged('forged');
    await eventually(async () => (await temporal.manager.getRequest('forged')).plan?.teams !== undefined);
    const record = await temporal.manager.getRequest('forged');
    expect(record).toMatchObject({ id: 'forged', status: 'pending', decisions: [], action: 'pay' });
    expect(record.needed).toMatchObject([{ policy: 'payments' }]);
    await handle.terminate();
  }));

test('and while no worker runs it is shown as what it asks', async () => {
  const handle = await startForged('forged-too');
  const shown = await temporal.manager.getRequest('forged-too');
  expect(shown).toMatchObject({ status: 'pending', action: 'pay', requesterId: 'agent-1', decisions: [] });
  await handle.terminate();
});
