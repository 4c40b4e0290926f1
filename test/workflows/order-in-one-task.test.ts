import type { ConfigInput } from '../../contract/config/config';
import { ESCALATING, managersOn } from '../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../support/temporal';

/*
 * One workflow task can bring the end of a child or the parent, and a message that came after it. The SDK runs the handlers of
 * messages first. What came later must not win.
 */

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
afterAll(() => temporal?.stop());

/** Holds up a workflow task: its local activity waits until `open`. */
function gate() {
  let open = () => {};
  let isReached = false;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    open: () => open(),
    reached: () => eventually(async () => isReached),
    pass: async () => {
      isReached = true;
      await opened;
      return false;
    },
  };
}

/** Until the parent's history has buffered what its child has sent. */
const buffered = () => new Promise((resolve) => setTimeout(resolve, 1_000));

const isAborted = (id: string) =>
  eventually(async () => {
    const { status } = await temporal.client.workflow.getHandle(id).describe();
    return status.name === 'COMPLETED';
  });

it('a run whose escalation was aborted cannot be finished afterwards', () => {
  const held = gate();
  const config: ConfigInput = {
    ...ESCALATING,
    triggers: [
      ...(ESCALATING.triggers ?? []),
      {
        name: 'held',
        type: 'custom',
        level: 'human_review',
        condition: ({ hold }: { hold?: boolean }) => (hold ? held.pass() : false),
      },
    ],
  };
  return temporal.withWorker(async () => {
    const { escalations, runs } = managersOn(temporal);
    await escalations.checkEscalation('run', { confidence: 0.1 }, { escalate: true });
    const reported = escalations.checkEscalation('run', { hold: true });
    await held.reached();
    const abort = { resolvedBy: 'ana', action: 'abort', resolution: 'wrong vendor' } as const;
    expect(await escalations.resolve('run-escalation-1', abort)).toMatchObject({ outcome: 'accepted' });
    await isAborted('run-escalation-1');
    await buffered();
    const finished = runs.finish('run', { output: 'paid' });
    await buffered();
    held.open();
    expect(await finished).toMatchObject({ outcome: 'conflict', status: 'aborted' });
    await reported;
    expect(await runs.wait('run')).toMatchObject({ status: 'aborted', end: { by: 'people', name: 'ana' } });
  }, config);
});

it.each(['Update', 'Signal'])(
  'a request whose escalation was aborted cannot be decided afterwards, by %s',
  (transport) => {
    const held = gate();
    const config: ConfigInput = {
      ...ESCALATING,
      policies: [
        {
          name: 'late',
          approvers: ['ana', 'bo'],
          quorum: 2,
          decisions: ['approve', 'reject', 'edit'],
          editable: ['/amount'],
          expireAfter: '8s',
          onExpiry: 'escalate',
        },
        {
          name: 'held',
          effect: 'deny',
          reason: 'never',
          condition: ({ amount }: { amount: number }) => (amount === 7 ? held.pass() : false),
        },
      ],
    };
    return temporal.withWorker(async () => {
      const { manager, client } = temporal;
      const { escalations } = managersOn(temporal);
      const { id, contentHash } = await manager.requestApproval({
        action: 'pay',
        requesterId: 'agent',
        context: { amount: 5 },
      });
      await eventually(async () => (await manager.getRequest(id)).escalation?.id !== undefined);
      const edited = manager.edit(id, {
        decidedBy: 'ana',
        context: { amount: 7 },
        expected: { contentHash },
      });
      await held.reached();
      const abort = { resolvedBy: 'bo', action: 'abort', resolution: 'wrong vendor' } as const;
      expect(await escalations.resolve(`${id}-escalation`, abort)).toMatchObject({ outcome: 'accepted' });
      await isAborted(`${id}-escalation`);
      await buffered();
      const message = { decision: 'reject', decidedBy: 'ana', reason: 'too much' } as const;
      const rejected =
        transport === 'Update'
          ? manager.reject(id, { decidedBy: 'ana', reason: message.reason })
          : client.workflow.getHandle(id).signal('decide', message);
      await buffered();
      held.open();
      await Promise.all([edited, rejected]);
      expect(await manager.waitForEnd(id)).toMatchObject({
        status: 'rejected',
        rejectionReason: 'wrong vendor',
        escalation: { action: 'abort' },
        end: { name: 'bo' },
      });
    }, config);
  },
);

it('an escalation whose run has ended cannot be resolved afterwards', async () => {
  const { escalations, runs } = managersOn(temporal);
  await temporal.withWorker(
    () => escalations.checkEscalation('ended', { confidence: 0.1 }, { escalate: true }),
    ESCALATING,
  );
  await temporal.stopWorker();
  // Without a worker only Temporal can end the run. Then it cancels the run's children.
  await temporal.client.workflow.getHandle('ended').terminate('by hand');
  await buffered();
  const resolve = {
    resolvedBy: 'ana',
    action: 'abort',
    resolution: 'wrong vendor',
    patience: '20s',
  } as const;
  const resolved = escalations.resolve('ended-escalation-1', resolve);
  await temporal.withWorker(async () => {
    expect(await resolved).toMatchObject({ outcome: 'cancelled', status: 'cancelled' });
    expect(await escalations.getEscalation('ended-escalation-1')).toMatchObject({ status: 'cancelled' });
    expect(await runs.get('ended')).toMatchObject({ status: 'cancelled' });
  }, ESCALATING);
});

describe('messages that arrived before the first task', () => {
  const cancel = { cancelledBy: 'agent', reason: 'no longer needed' };
  const messages = {
    decide: { decision: 'approve', decidedBy: 'ana' },
    cancel,
    finish: { output: 'paid' },
  };

  it.each([
    [['cancel', 'decide'], 'cancelled'],
    [['decide', 'cancel'], 'approved'],
  ] as const)('%j to a request: it is %s', async (names, status) => {
    await temporal.stopWorker();
    const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent' });
    for (const name of names) await temporal.client.workflow.getHandle(id).signal(name, messages[name]);
    await temporal.withWorker(async () => {
      expect(await temporal.manager.waitForEnd(id)).toMatchObject({ status });
    });
  });

  it.each([
    [['cancel', 'finish'], 'cancelled'],
    [['finish', 'cancel'], 'completed'],
  ] as const)('%j to a run: it is %s', async (names, status) => {
    await temporal.stopWorker();
    const { runs } = managersOn(temporal);
    const id = names.join('-');
    await temporal.client.workflow.start('hitlAgentRun', {
      workflowId: id,
      taskQueue: temporal.taskQueue,
      args: [{ requesterId: 'agent' }],
    });
    for (const name of names) await temporal.client.workflow.getHandle(id).signal(name, messages[name]);
    await temporal.withWorker(async () => {
      expect(await runs.wait(id)).toMatchObject({ status });
    }, ESCALATING);
  });
});
