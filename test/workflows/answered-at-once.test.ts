import type { WorkflowHandle } from '@temporalio/client';
import { signed } from '../../client/signing';
import type { ConfigInput } from '../../contract/config/config';
import type { Verdict } from '../../contract/decision';
import type { EscalationVerdict } from '../../contract/escalation';
import { ESCALATING, managersOn } from '../support/escalating';
import { signedBy, signingKey } from '../support/signing';
import { CONFIG, startTemporal, type TemporalForTests } from '../support/temporal';
import { update } from '../support/update';

/**
 * If an accepted Update is still open when its workflow task is lost, the workflow can be stuck: the next worker then refers to
 * a message that the server no longer has. So the task that accepts an Update also completes it, even if its answer needs a
 * local activity, an activity or a child.
 */

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
afterAll(() => temporal?.stop());

/** The Updates in a history, as the tasks that accepted and completed them. */
async function updatesOf({ workflowId }: Pick<WorkflowHandle, 'workflowId'>) {
  const { events = [] } = await temporal.client.workflow.getHandle(workflowId).fetchHistory();
  const accepted = events!.flatMap(({ eventId, ...event }) =>
    event.workflowExecutionUpdateAcceptedEventAttributes ? [Number(eventId)] : [],
  );
  const taskBefore = (id: number) =>
    events!
      .filter((event) => Number(event.eventId) < id && event.workflowTaskCompletedEventAttributes)
      .map((event) => Number(event.eventId))
      .at(-1);
  const completed = new Map(
    events!.flatMap(({ eventId, workflowExecutionUpdateCompletedEventAttributes: done }) =>
      done ? [[Number(done.acceptedEventId), Number(eventId)] as const] : [],
    ),
  );
  return accepted.map((id) => ({ accepted: taskBefore(id), completed: taskBefore(completed.get(id) ?? 0) }));
}

async function expectAnsweredAtOnce(id: string, count: number): Promise<void> {
  const updates = await updatesOf({ workflowId: id });
  expect(updates).toHaveLength(count);
  for (const { accepted, completed } of updates) expect(completed).toBe(accepted);
}

const requested = () =>
  temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent-1', context: {} });
/** Sends only the Update. A client that waits too long would also send the Signal. */
const send = <A extends { outcome: string }>(id: string, name: string, message: object) =>
  update<A>(temporal.client.workflow.getHandle(id), name, message);

test('a signed decision, whose signature a local activity checks, gets its verdict', async () => {
  const key = signingKey('inbox');
  await temporal.withWorker(
    async () => {
      const { id, contentHash } = await requested();
      const signedTo = { kind: 'decide', namespace: temporal.namespace, id, contentHash } as const;
      const decision = { decision: 'approve', decidedBy: 'ana', decisionId: 'first' } as const;
      const approved = await send<Verdict>(id, 'decide', await signed(key.signer, signedTo, decision));
      expect(approved).toMatchObject({ outcome: 'accepted', status: 'approved' });
      await expectAnsweredAtOnce(id, 1);
    },
    signedBy([key]),
  );
});

test('decisions for which a directory function is asked again', () => {
  const config: ConfigInput = {
    ...CONFIG,
    directory: (team) => (team === 'finance-team' ? ['ana', 'bo'] : undefined),
    policies: [{ name: 'payments', approvers: ['finance-team'], quorum: 2 }],
  };
  return temporal.withWorker(async () => {
    const { id } = await requested();
    const approve = async (decidedBy: string) =>
      (await send<Verdict>(id, 'decide', { decision: 'approve', decidedBy })).outcome;
    expect(await approve('mallory')).toBe('not_authorized');
    expect(await Promise.all([approve('ana'), approve('bo')])).toEqual(['accepted', 'accepted']);
    expect(await temporal.manager.waitForApproval(id)).toMatchObject({ status: 'approved', refusedCount: 1 });
    await expectAnsweredAtOnce(id, 3);
  }, config);
});

test('a report that opens an escalation, and the resolution', () =>
  temporal.withWorker(async () => {
    const { escalations, runs } = managersOn(temporal);
    const escalated = await escalations.escalate('reporting', { level: 'human_review', reason: 'help' });
    const escalationId = escalated.queued ? '' : escalated.escalationId;
    const { outcome } = await send<EscalationVerdict>(escalationId, 'resolve', {
      resolvedBy: 'ana',
      action: 'continue',
      resolution: 'fine',
    });
    expect(outcome).toBe('accepted');
    expect(await escalations.checkEscalation('reporting', { confidence: 0.9 })).toMatchObject({
      shouldEscalate: false,
    });
    expect(await runs.finish('reporting')).toMatchObject({ outcome: 'accepted' });
    await expectAnsweredAtOnce('reporting', 3);
    await expectAnsweredAtOnce(escalationId, 1);
  }, ESCALATING));
