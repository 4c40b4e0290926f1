import { WORKFLOW_TYPES } from '../../contract/names';
import type { RequestRecord } from '../../contract/record';
import { judge } from '../../rules/requests/judge';
import { approve, begun } from '../support/requests';
import { eventually, startTemporal, type TemporalForTests } from '../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal()));
afterAll(() => temporal.stop());

test('a request started by hand with a record that is approved already is planned and asked like any other', () =>
  temporal.withWorker(async () => {
    const { record: forged } = judge(begun([{ approvers: ['ana'] }]), approve('ana'));
    const content = { action: 'pay', requesterId: 'agent-1', context: {} };
    const workflowId = 'forged';
    const handle = await temporal.client.workflow.start(WORKFLOW_TYPES.approval, {
      workflowId,
      taskQueue: temporal.taskQueue,
      args: [{ content }, forged],
    });
    let record: RequestRecord | undefined;
    await eventually(async () => {
      record = await temporal.manager.getRequest(workflowId);
      return record.plan?.teams !== undefined;
    });
    expect(record).toMatchObject({
      id: workflowId,
      status: 'pending',
      decisions: [],
      requesterId: 'agent-1',
    });
    expect(record?.needed).toMatchObject([{ policy: 'payments' }]);
    await handle.terminate();
  }));
