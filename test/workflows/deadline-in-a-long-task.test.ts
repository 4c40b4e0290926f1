import type { ActivityInboundCallsInterceptor, WorkerOptions } from '@temporalio/worker';
import { timestampToMs } from '../../activities/requests/history';
import type { ConfigInput } from '../../contract/config/config';
import { managersOn } from '../support/escalating';
import { type HttpSink, startHttpSink } from '../support/http-sink';
import { eventually, shownHash, startTemporal, type TemporalForTests } from '../support/temporal';
import { SECRET } from '../support/webhook-receiver';

/*
 * A workflow task can last longer than a deadline, while its local activities run. Temporal holds back what arrives in the
 * meantime. A message that arrived before the deadline counts (design rule 8).
 */

let temporal: TemporalForTests;
let sink: HttpSink;
beforeAll(async () => {
  sink = await startHttpSink();
  temporal = await startTemporal();
});
afterAll(async () => {
  await temporal?.stop();
  await sink?.stop();
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A worker whose local activities of this type first await `hold`. */
const holding = (type: string, hold: () => Promise<void>): WorkerOptions['interceptors'] => {
  const inbound: ActivityInboundCallsInterceptor = {
    async execute(input, next) {
      await hold();
      return next(input);
    },
  };
  return { activity: [({ info }) => (info.activityType === type && info.isLocal ? { inbound } : {})] };
};

it('a decision from before the deadline counts, though an edit was being planned until after it', async () => {
  const config: ConfigInput = {
    policies: [
      {
        name: 'payments',
        approvers: ['ana', 'bo'],
        decisions: ['approve', 'reject', 'edit'],
        editable: ['/amount'],
        expireAfter: '5s',
        onExpiry: 'escalate',
      },
      {
        name: 'never 7',
        effect: 'deny',
        reason: 'never 7',
        condition: ({ amount }: { amount: number }) => amount === 7,
      },
    ],
    levels: { human_review: { assignees: ['di'], acknowledgeWithin: '1h', resolveWithin: '1h' } },
  };
  let holdsUntil = 0;
  let held = 0;
  const hold = async () => {
    held++;
    await pause(holdsUntil - Date.now());
  };
  const story = async () => {
    const { manager, client } = temporal;
    const context = { amount: 5 };
    const { id } = await manager.requestApproval({ action: 'pay', requesterId: 'agent', context });
    const contentHash = await shownHash(manager, id);
    const { expiresAt = '' } = await manager.getRequest(id);
    held = 0;
    holdsUntil = Date.parse(expiresAt) + 500;
    const edited = manager.edit(id, {
      decidedBy: 'ana',
      context: { amount: 7 },
      expected: { contentHash },
      patience: '30s',
    });
    await eventually(async () => held > 0);
    await client.workflow.getHandle(id).signal('decide', { decision: 'approve', decidedBy: 'bo' });
    expect(Date.now()).toBeLessThan(Date.parse(expiresAt));
    expect(await edited).toMatchObject({ outcome: 'invalid' });
    const ended = await manager.waitForEnd(id);
    expect(ended).toMatchObject({
      status: 'approved',
      decisions: [{ decidedBy: 'bo', transport: 'signal' }],
    });
    expect(ended.escalation).toBeUndefined();
  };
  await temporal.withWorker(story, config, holding('planRequest', hold));
});

it('an acknowledgement from before the deadline counts, though the notifications were woken until after it', async () => {
  const config: ConfigInput = {
    fallback: { approvers: ['ana'] },
    levels: {
      human_review: { assignees: ['ana'], acknowledgeWithin: '700ms', resolveWithin: '1h' },
      manager: { assignees: ['bo'], acknowledgeWithin: '1h', resolveWithin: '1h' },
    },
    channels: { hooks: { type: 'webhook', url: sink.url, secrets: [SECRET] } },
  };
  let held = 0;
  const hold = async () => {
    if (++held === 1) await pause(900);
  };
  const story = async () => {
    const { escalations } = managersOn(temporal);
    /** Whether the Signal was in time: on a busy machine it may be late itself. */
    const acknowledgedInTime = async (runId: string): Promise<boolean> => {
      held = 0;
      const escalation = { level: 'human_review', reason: 'unsure', escalatedBy: 'agent' } as const;
      const escalated = escalations.escalate(runId, escalation);
      await eventually(async () => held > 0);
      const id = `${runId}-escalation-1`;
      const handle = temporal.client.workflow.getHandle(id);
      await handle.signal('acknowledge', { acknowledgedBy: 'ana' });
      await escalated;
      await eventually(async () => (await escalations.getEscalation(id)).status !== 'pending');
      const { history, status, level, acknowledgedBy } = await escalations.getEscalation(id);
      const { events } = await handle.fetchHistory();
      const signalled = events?.find((event) => event.workflowExecutionSignaledEventAttributes);
      const due = Date.parse(history.find(({ what }) => what === 'notified')?.at ?? '') + 700;
      if (timestampToMs(signalled?.eventTime) >= due) return false;
      expect([status, level, acknowledgedBy]).toEqual(['acknowledged', 'human_review', 'ana']);
      return true;
    };
    const tries = ['run-1', 'run-2', 'run-3', 'run-4', 'run-5'];
    for (const runId of tries) if (await acknowledgedInTime(runId)) return;
    throw new Error('no Signal arrived within 700 ms');
  };
  await temporal.withWorker(story, config, holding('wakeNotifications', hold));
});
