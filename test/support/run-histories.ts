import { EscalationManager } from '../../client';
import type { ConfigInput } from '../../contract/config/config';
import type { PolicyInput } from '../../contract/config/policy';
import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import type { RunRecord } from '../../contract/run';
import type { StepAnswer, StepInput } from '../../contract/step';
import { ESCALATING, managersOn } from './escalating';
import { startEscalation } from './recorded-escalation';
import { signedBy, signingKey } from './signing';
import { eventually, type TemporalForTests } from './temporal';

/** What happens to the escalation, run, request or confirmation with this id, and the children to record, too. */
export interface Story {
  play: (id: string, temporal: TemporalForTests) => Promise<unknown>;
  children?: Record<string, string>;
}

const resolution = { resolvedBy: 'ana', resolution: 'looked at it' };
const PEOPLE: Record<string, string[]> = { reviewers: ['ana', 'bo'], managers: ['di'] };
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const hosting = (step: (given: StepInput) => StepAnswer): ConfigInput => ({
  ...ESCALATING,
  agents: { recorded: { step, maxAttempts: 2, retryAfter: '100ms' } },
});
const levels = (acknowledgeWithin: '1s' | '1h'): ConfigInput => ({
  ...ESCALATING,
  levels: {
    human_review: {
      assignees: ['reviewers'],
      acknowledgeWithin: '1s',
      resolveWithin: '1s',
      remindEvery: '600ms',
    },
    manager: { assignees: ['managers'], acknowledgeWithin },
  },
});

async function startRun(id: string, temporal: TemporalForTests) {
  await managersOn(temporal).runs.start({ agent: 'recorded', id });
  const handle = temporal.client.workflow.getHandle(id);
  const reached = (holds: (run: RunRecord) => boolean) =>
    eventually(async () => holds(await handle.query<RunRecord>(MESSAGES.get)));
  return { handle, reached };
}

const askingThenUnsure = hosting(({ step }) =>
  step === 1
    ? { approvals: [{ key: 'a', action: 'pay', context: {} }], waitFor: 'none' }
    : { confidence: 0.1 },
);
const bothOpen = (run: RunRecord) => run.approvals.length === 1 && run.escalations.length === 1;

const onExpiry: PolicyInput = { name: 'quick', approvers: ['ana'], expireAfter: '3s', onExpiry: 'escalate' };
const escalatedRequest = (action: 'continue' | 'abort'): Story => ({
  play: (id, temporal) =>
    temporal.withWorker(
      async () => {
        await temporal.manager.requestApproval({ id, action: 'pay', requesterId: 'agent-1' });
        const { escalations } = managersOn(temporal);
        const opened = () => escalations.getEscalation(`${id}-escalation`).then(Boolean, () => false);
        await eventually(opened);
        await escalations.resolve(`${id}-escalation`, { ...resolution, action });
        await temporal.manager.waitForApproval(id);
      },
      { ...ESCALATING, policies: [onExpiry] },
    ),
});

export const runStories: Record<string, Story> = {
  'escalation-resolved': {
    play: (id, temporal) =>
      temporal.withWorker(async () => {
        const { escalations } = managersOn(temporal);
        await startEscalation(id, temporal);
        await escalations.acknowledge(id, { acknowledgedBy: 'bo' });
        await escalations.resolve(id, { resolvedBy: 'mallory', action: 'continue', resolution: 'let it be' });
        await escalations.resolve(id, { ...resolution, action: 'modify', modification: { limit: 3 } });
      }, ESCALATING),
  },
  'escalation-aborted-by-finally': {
    play: (id, temporal) =>
      temporal.withWorker(async () => (await startEscalation(id, temporal)).handle.result(), levels('1s')),
  },
  'escalation-lapsed-then-promoted': {
    play: (id, temporal) =>
      temporal.withWorker(async () => {
        const { handle, happened } = await startEscalation(id, temporal);
        await handle.signal('acknowledge', { acknowledgedBy: 'ana' });
        await happened('promoted');
        await handle.signal('resolve', { ...resolution, action: 'continue' });
        await handle.result();
      }, levels('1h')),
  },
  'escalation-raised-promoted-reassigned': {
    play: (id, temporal) =>
      temporal.withWorker(async () => {
        const { escalations } = managersOn(temporal);
        const { handle, happened } = await startEscalation(id, temporal);
        await handle.signal('raise', { level: 'human_review', reason: 'errors, too' });
        await handle.signal('raise', { level: 'manager', reason: 'cost 200' });
        await happened('raised');
        await escalations.reassign(id, { reassignedBy: 'di', assignees: ['zoe'] });
        await escalations.promote(id, { promotedBy: 'zoe', reason: 'too much for me' });
        await escalations.resolve(id, { ...resolution, action: 'abort' });
      }, ESCALATING),
  },
  'escalation-looked-up': {
    play: (id, temporal) =>
      temporal.withWorker(
        async () => {
          const { escalations } = managersOn(temporal);
          await startEscalation(id, temporal);
          await escalations.acknowledge(id, { acknowledgedBy: 'bo' });
          await escalations.reassign(id, { reassignedBy: 'ana', assignees: ['others'] });
          await escalations.resolve(id, { ...resolution, resolvedBy: 'yan', action: 'continue' });
        },
        { ...ESCALATING, directory: (team) => Promise.resolve(team === 'others' ? ['yan'] : PEOPLE[team]) },
      ),
  },
  'escalation-contested': {
    play: async (id, temporal) => {
      const { handle, happened } = await startEscalation(id, temporal);
      await temporal.withWorker(() => happened('notified'), levels('1h'));
      await handle.signal('acknowledge', { acknowledgedBy: 'ana' });
      await pause(1_500);
      await temporal.withWorker(async () => {
        await handle.signal('resolve', { ...resolution, action: 'continue' });
        await handle.result();
      }, levels('1h'));
    },
  },
  'escalation-resolved-signed': {
    play: (id, temporal) => {
      const key = signingKey('inbox-2026');
      const { client, taskQueue } = temporal;
      const signing = new EscalationManager(client, { taskQueue, signer: key.signer });
      return temporal.withWorker(
        async () => {
          const { escalations } = managersOn(temporal);
          await startEscalation(id, temporal);
          await escalations.acknowledge(id, { acknowledgedBy: 'bo' });
          await signing.acknowledge(id, { acknowledgedBy: 'bo' });
          await signing.resolve(id, { ...resolution, action: 'modify', modification: { limit: 3 } });
        },
        signedBy([key], ESCALATING),
      );
    },
  },
  'run-completed-with-approvals': {
    children: { '-a': 'approval-of-a-run', '-escalation-1': 'escalation-of-a-run' },
    play: (id, temporal) =>
      temporal.withWorker(
        async () => {
          const { handle, reached } = await startRun(id, temporal);
          await reached(({ approvals }) => approvals.length === 2);
          await temporal.manager.approve(`${id}-a`, { decidedBy: 'ana' });
          await temporal.manager.reject(`${id}-b`, { decidedBy: 'bo', reason: 'not ours' });
          await reached(({ escalations }) => escalations.length === 1);
          const modify = { ...resolution, action: 'modify', modification: { hint: 'once more' } } as const;
          await managersOn(temporal).escalations.resolve(`${id}-escalation-1`, modify);
          await handle.result();
        },
        hosting(({ step }) => ({
          state: step,
          cost: 1,
          confidence: step === 2 ? 0.1 : 0.9,
          ...(step === 1 && { approvals: ['a', 'b'].map((key) => ({ key, action: 'pay', context: {} })) }),
          waitFor: 'all',
          done: step === 3,
        })),
      ),
  },
  'run-aborted-when-escalated': {
    children: { '-a': 'approval-cancelled-with-its-run' },
    play: (id, temporal) =>
      temporal.withWorker(async () => {
        const { handle, reached } = await startRun(id, temporal);
        await reached(bothOpen);
        const abort = { ...resolution, action: 'abort' } as const;
        await managersOn(temporal).escalations.resolve(`${id}-escalation-1`, abort);
        await handle.result();
      }, askingThenUnsure),
  },
  'run-cancelled-with-open-children': {
    children: { '-escalation-1': 'escalation-cancelled-with-its-run' },
    play: (id, temporal) =>
      temporal.withWorker(async () => {
        const { handle, reached } = await startRun(id, temporal);
        await reached(bothOpen);
        await managersOn(temporal).runs.cancel(id, { cancelledBy: 'op', reason: 'enough' });
        await handle.result();
      }, askingThenUnsure),
  },
  'run-cancelled-in-temporal': {
    play: (id, temporal) =>
      temporal.withWorker(async () => {
        const { handle, reached } = await startRun(id, temporal);
        await reached(bothOpen);
        await handle.cancel();
        await handle.result();
      }, askingThenUnsure),
  },
  'run-guided-after-a-failure': {
    play: (id, temporal) =>
      temporal.withWorker(
        async () => {
          const { handle, reached } = await startRun(id, temporal);
          await reached(({ escalations }) => escalations.length === 1);
          const modify = { ...resolution, action: 'modify', modification: 'ACME' } as const;
          await managersOn(temporal).escalations.resolve(`${id}-escalation-1`, modify);
          await handle.result();
        },
        {
          ...hosting(({ guidance }) => {
            if (guidance !== 'ACME') throw new Error('no such vendor');
            return { done: true };
          }),
          triggers: [{ name: 'errors', type: 'error_count', threshold: 1, level: 'human_review' }],
        },
      ),
  },
  'run-failed': {
    play: (id, temporal) =>
      temporal.withWorker(
        async () => (await startRun(id, temporal)).handle.result(),
        hosting(() => {
          throw new Error('no luck');
        }),
      ),
  },
  'run-attached': {
    play: (id, temporal) =>
      temporal.withWorker(async () => {
        const { escalations, runs } = managersOn(temporal);
        await escalations.checkEscalation(id, { confidence: 0.9, cost: 1 }, { requesterId: 'user-1' });
        const { escalationId = '' } = await escalations.checkEscalation(
          id,
          { confidence: 0.1 },
          { escalate: true },
        );
        await escalations.escalate(id, { level: 'executive', reason: 'on fire', escalatedBy: 'agent' });
        await escalations.resolve(escalationId, { ...resolution, action: 'continue' });
        await eventually(async () => (await escalations.getHistory(id))[0]?.status === 'resolved');
        await escalations.checkEscalation(id, { confidence: 0.9, cost: 2 });
        await runs.finish(id, { output: { paid: 3 } });
        await runs.wait(id);
      }, ESCALATING),
  },
  'run-attached-continued-as-new': {
    play: (id, temporal) =>
      temporal.withWorker(async () => {
        const { escalations, runs } = managersOn(temporal);
        await escalations.checkEscalation(id, { confidence: 0.9 });
        const handle = temporal.client.workflow.getHandle(id);
        for (let sent = 0; sent < 1_000; sent += 100)
          await Promise.all(Array.from({ length: 100 }, () => handle.signal(MESSAGES.escalate, 'nonsense')));
        await escalations.checkEscalation(id, { confidence: 0.8 }, { patience: '20s' });
        await eventually(async () => (await handle.describe()).historyLength < 100);
        await escalations.checkEscalation(id, { confidence: 0.9 }, { patience: '20s' });
        await runs.cancel(id, { cancelledBy: 'op' });
        await runs.wait(id);
      }, ESCALATING),
  },
  'run-idle-after-a-request-elsewhere': {
    play: (id, temporal) =>
      temporal.withWorker(
        async () => {
          const { escalations, runs } = managersOn(temporal);
          await escalations.checkEscalation(id, { confidence: 0.9 });
          const asked = { action: 'buy', requesterId: 'agent-1', runId: id };
          const request = await temporal.manager.requestApproval(asked);
          await pause(3_000);
          await temporal.manager.approve(request.id, { decidedBy: 'ana' });
          await runs.wait(id);
        },
        { ...ESCALATING, runs: { idleTimeout: '2s' } },
      ),
  },
  'policies-tried-out': {
    play: (id, temporal) => {
      const { client, taskQueue } = temporal;
      const content = { action: 'pay', context: {}, requesterId: 'agent-1' };
      const asked = { workflowId: id, taskQueue, args: [{ content }] };
      return temporal.withWorker(() => client.workflow.execute(WORKFLOW_TYPES.policies, asked), ESCALATING);
    },
  },
  'approval-escalated-continued-then-expired': escalatedRequest('continue'),
  'approval-escalated-aborted': escalatedRequest('abort'),
};
