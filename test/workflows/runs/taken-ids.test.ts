import type { ConfigInput } from '../../../contract/config/config';
import { WORKFLOW_TYPES } from '../../../contract/names';
import type { StepAnswer, StepInput } from '../../../contract/step';
import { ESCALATING, managersOn } from '../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

const step = ({ step: number }: StepInput): StepAnswer =>
  number === 1 ? { approvals: [{ key: 'pay', action: 'pay' }] } : { confidence: 0.1, done: true };
const CONFIG: ConfigInput = { ...ESCALATING, agents: { worker: { step } } };

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
afterAll(() => temporal?.stop());

test('a run whose ids are taken uses other ids for its requests', () =>
  temporal.withWorker(async () => {
    const { escalations, runs } = managersOn(temporal);
    const others = { action: 'other', requesterId: 'another' };
    await temporal.manager.requestApproval({ id: 'r-pay', ...others });
    // Started by hand, since our own client refuses the id.
    await temporal.client.workflow.start(WORKFLOW_TYPES.approval, {
      workflowId: 'r-escalation-1',
      taskQueue: temporal.taskQueue,
      args: [{ content: { ...others, context: {} } }],
    });
    await runs.start({ agent: 'worker', id: 'r' });

    const approvalOf = async () => (await runs.get('r')).approvals[0];
    await eventually(async () => /^r-pay-\w{8}$/.test((await approvalOf())?.id ?? ''));
    const { id = '' } = (await approvalOf()) ?? {};
    await temporal.manager.approve(id, { decidedBy: 'ana' });

    const escalationOf = async () => (await runs.get('r')).escalations[0];
    await eventually(async () => /^r-escalation-1-\w{8}$/.test((await escalationOf())?.id ?? ''));
    const escalation = (await escalationOf())?.id ?? '';
    await escalations.resolve(escalation, { resolvedBy: 'ana', action: 'continue', resolution: 'fine' });
    expect(await runs.wait('r', { timeout: '20s' })).toMatchObject({
      status: 'completed',
      approvals: [{ key: 'pay', id, status: 'approved' }],
      escalations: [{ id: escalation, status: 'resolved' }],
    });
    expect(await temporal.manager.getRequest('r-pay')).toMatchObject({ action: 'other', status: 'pending' });
  }, CONFIG));

test('a run that was reset to before a request requests again, and uses the new decision', () =>
  temporal.withWorker(async () => {
    const { runs } = managersOn(temporal);
    await runs.start({ agent: 'worker', id: 'reset' });
    const approvalOf = async () => (await runs.get('reset')).approvals[0]?.id ?? '';
    await eventually(async () => (await approvalOf()) === 'reset-pay');
    const handle = temporal.client.workflow.getHandle('reset');
    const { events = [] } = await handle.fetchHistory();
    const [first] = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes);
    await temporal.client.workflowService.resetWorkflowExecution({
      namespace: temporal.server.namespace,
      workflowExecution: { workflowId: 'reset', runId: (await handle.describe()).runId },
      workflowTaskFinishEventId: first?.eventId ?? null,
      requestId: 'reset-1',
      reason: 'tried again',
    });
    await eventually(async () => /^reset-pay-\w{8}$/.test(await approvalOf()), 20_000);
    await temporal.manager.reject(await approvalOf(), { decidedBy: 'ana', reason: 'not twice' });
    await eventually(async () => (await runs.get('reset')).escalations.length === 1, 20_000);
    expect((await runs.get('reset')).approvals).toMatchObject([{ key: 'pay', status: 'rejected' }]);
    await runs.cancel('reset', { cancelledBy: 'op' });
    await runs.wait('reset', { timeout: '20s' });
    // The first request was made for the run and ends with it.
    await eventually(async () => (await temporal.manager.getRequest('reset-pay')).status === 'cancelled');
  }, CONFIG));

test('a request opens its escalation with another id if the derived one is taken', () =>
  temporal.withWorker(
    async () => {
      const { escalations } = managersOn(temporal);
      const others = { content: { action: 'other', requesterId: 'mallory', context: {} } };
      const other = await temporal.client.workflow.start(WORKFLOW_TYPES.approval, {
        workflowId: 'late-escalation',
        taskQueue: 'foreign',
        args: [others],
      });
      await temporal.manager.requestApproval({ id: 'late', action: 'pay', requesterId: 'agent-1' });
      const escalationOf = async () => (await temporal.manager.getRequest('late')).escalation?.id ?? '';
      await eventually(async () => /^late-escalation-[0-9a-f]{8}$/.test(await escalationOf()));
      const id = await escalationOf();
      expect(await escalations.getEscalation(id)).toMatchObject({ requestId: 'late' });
      await escalations.resolve(id, { resolvedBy: 'ana', action: 'abort', resolution: 'too late' });
      expect(await temporal.manager.waitForApproval('late')).toMatchObject({
        status: 'rejected',
        escalation: { id, action: 'abort' },
      });
      expect((await other.describe()).status.name).toBe('RUNNING');
    },
    {
      ...ESCALATING,
      policies: [{ name: 'late', approvers: ['ana'], expireAfter: '6s', onExpiry: 'escalate' }],
    },
  ));
