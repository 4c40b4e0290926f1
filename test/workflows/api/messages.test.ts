import { EscalationManager } from '../../../client';
import type { ConfigInput } from '../../../contract/config/config';
import {
  acknowledgeUpdate,
  cancelEscalationSignal,
  cancelEscalationUpdate,
  cancelRunSignal,
  cancelRunUpdate,
  cancelSignal,
  cancelUpdate,
  decideSignal,
  decideUpdate,
  escalateSignal,
  escalateUpdate,
  finishUpdate,
  getEscalationQuery,
  getRequestQuery,
  getRunQuery,
  lateAnswerQuery,
  promoteUpdate,
  reassignUpdate,
  reportUpdate,
  resolveUpdate,
} from '../../../workflows';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

const CONFIG: ConfigInput = {
  directory: { 'finance-team': ['ana', 'bo'], board: ['di'] },
  policies: [{ name: 'payments', approvers: ['finance-team'] }],
  operators: ['olga'],
  triggers: [{ name: 'unsure', type: 'confidence_low', threshold: 0.5, level: 'human_review' }],
  levels: { human_review: { assignees: ['finance-team'] }, manager: { assignees: ['board'] } },
};

/** What users write who have only Temporal's own client: the message definitions with its workflow handles. */
describe("the message definitions with Temporal's own handle", () => {
  let temporal: TemporalForTests;
  beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
  afterAll(() => temporal?.stop());

  const handleOf = (id: string) => temporal.client.workflow.getHandle(id);
  /** A request that is planned: before, an Update is answered with `queued`. */
  const requested = async () => {
    const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent-1' });
    await eventually(async () => (await handleOf(id).query(getRequestQuery)).plan?.teams !== undefined);
    return handleOf(id);
  };
  const escalated = async (runId: string) => {
    const escalations = new EscalationManager(temporal.client, { taskQueue: temporal.taskQueue });
    const result = await escalations.escalate(runId, { level: 'human_review', reason: 'odd invoice' });
    const handle = handleOf(result.queued ? '' : result.escalationId);
    await eventually(async () => (await handle.query(getEscalationQuery)).dueAt !== undefined);
    return handle;
  };

  test('decide a request by Update and by Signal, and read it by query', () =>
    temporal.withWorker(async () => {
      const request = await requested();
      expect(
        await request.executeUpdate(decideUpdate, { args: [{ decision: 'approve', decidedBy: 'mallory' }] }),
      ).toMatchObject({ outcome: 'not_authorized', status: 'pending' });
      expect(await request.query(getRequestQuery)).toMatchObject({ status: 'pending', action: 'pay' });
      await request.signal(decideSignal, { decision: 'reject', decidedBy: 'ana', reason: 'too much' });
      expect(await request.result()).toMatchObject({
        status: 'rejected',
        rejectionReason: 'too much',
        decisions: [{ decidedBy: 'ana', transport: 'signal' }],
      });
    }, CONFIG));

  test('cancel a request by Update and by Signal', () =>
    temporal.withWorker(async () => {
      const [first, second] = [await requested(), await requested()];
      expect(
        await first.executeUpdate(cancelUpdate, { args: [{ cancelledBy: 'agent-1', reason: 'obsolete' }] }),
      ).toMatchObject({ outcome: 'accepted', status: 'cancelled' });
      await second.signal(cancelSignal, { cancelledBy: 'agent-1' });
      expect(await second.result()).toMatchObject({ status: 'cancelled', end: { name: 'agent-1' } });
    }, CONFIG));

  test('acknowledge, reassign, promote and resolve an escalation', () =>
    temporal.withWorker(async () => {
      const escalation = await escalated('run-1');
      expect(
        await escalation.executeUpdate(acknowledgeUpdate, { args: [{ acknowledgedBy: 'ana' }] }),
      ).toMatchObject({ outcome: 'accepted', status: 'acknowledged' });
      expect(
        await escalation.executeUpdate(reassignUpdate, {
          args: [{ reassignedBy: 'ana', assignees: ['bo'] }],
        }),
      ).toMatchObject({ outcome: 'accepted' });
      expect(await escalation.executeUpdate(promoteUpdate, { args: [{ promotedBy: 'bo' }] })).toMatchObject({
        outcome: 'accepted',
        level: 'manager',
      });
      expect(await escalation.query(getEscalationQuery)).toMatchObject({
        level: 'manager',
        reason: 'odd invoice',
      });
      expect(
        await escalation.executeUpdate(resolveUpdate, {
          args: [{ resolvedBy: 'di', action: 'continue', resolution: 'the invoice is right' }],
        }),
      ).toMatchObject({ outcome: 'accepted', status: 'resolved' });
    }, CONFIG));

  test('cancel an escalation by Update and by Signal', () =>
    temporal.withWorker(async () => {
      const first = await escalated('run-2');
      expect(
        await first.executeUpdate(cancelEscalationUpdate, { args: [{ cancelledBy: 'olga' }] }),
      ).toMatchObject({ outcome: 'accepted', status: 'cancelled' });
      const second = await escalated('run-3');
      await second.signal(cancelEscalationSignal, { cancelledBy: 'olga' });
      expect(await second.result()).toMatchObject({ status: 'cancelled' });
    }, CONFIG));

  test('report to a run, escalate it, finish and cancel it, and read it by query', () =>
    temporal.withWorker(async () => {
      const escalation = await escalated('run-4');
      const run = handleOf('run-4');
      const answer = await run.executeUpdate(escalateUpdate, {
        args: [{ level: 'human_review', reason: 'another reason', attemptId: 'second' }],
      });
      expect([{ escalationId: escalation.workflowId, opened: false }, { outcome: 'queued' }]).toContainEqual(
        answer,
      );
      await eventually(async () =>
        (await escalation.query(getEscalationQuery)).history.some(
          (event) => 'reason' in event && event.reason === 'another reason',
        ),
      );
      await run.signal(escalateSignal, { level: 'manager', reason: 'urgent', attemptId: 'third' });
      await eventually(async () => (await escalation.query(getEscalationQuery)).level === 'manager');
      await escalation.executeUpdate(resolveUpdate, {
        args: [{ resolvedBy: 'di', action: 'continue', resolution: 'checked' }],
      });
      const reported = await run.executeUpdate(reportUpdate, {
        args: [{ context: { confidence: 0.9 }, escalate: false, attemptId: 'report' }],
      });
      if ('outcome' in reported)
        await eventually(async () => {
          const late = await run.query(lateAnswerQuery, 'report');
          return late !== undefined && 'answer' in late && 'shouldEscalate' in late.answer;
        });
      else expect(reported).toMatchObject({ shouldEscalate: false });
      expect(await run.query(getRunQuery)).toMatchObject({ status: 'running', form: 'attached' });
      expect(await run.executeUpdate(finishUpdate, { args: [{ output: 'done' }] })).toMatchObject({
        outcome: 'accepted',
        status: 'completed',
      });
      await escalated('run-5');
      expect(
        await handleOf('run-5').executeUpdate(cancelRunUpdate, { args: [{ cancelledBy: 'olga' }] }),
      ).toMatchObject({ outcome: 'accepted' });
      await escalated('run-6');
      await handleOf('run-6').signal(cancelRunSignal, { cancelledBy: 'olga' });
      expect(await handleOf('run-6').result()).toMatchObject({ status: 'cancelled' });
    }, CONFIG));
});
