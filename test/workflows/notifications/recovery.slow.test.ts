import { NativeConnection } from '@temporalio/worker';
import { createWorker } from '../../../worker/create-worker';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';
import { SECRET, startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver';
import { workflowBundle } from '../../support/workflow-bundle';

const COUNT = 40;

let temporal: TemporalForTests;
let receiver: WebhookReceiver;
beforeAll(async () => {
  [temporal, receiver] = await Promise.all([startTemporal(), startWebhookReceiver()]);
});
afterAll(async () => {
  await temporal?.stop();
  await receiver.stop();
});

/** Runs a worker and returns how many queries its activities made. */
async function queriesOf(story: () => Promise<void>): Promise<number> {
  let queries = 0;
  const connection = await NativeConnection.connect({ address: temporal.address });
  const worker = await createWorker({
    connection,
    namespace: temporal.server.namespace,
    taskQueue: temporal.taskQueue,
    workflowBundle: await workflowBundle(),
    config: {
      directory: { 'finance-team': ['ana', 'bo'] },
      policies: [{ name: 'payments', approvers: ['finance-team'], quorum: 2, expireAfter: '4h' }],
      channels: { hooks: { type: 'webhook', url: receiver.url, secrets: [SECRET] } },
    },
    worker: {
      shutdownGraceTime: '1s',
      interceptors: {
        client: {
          workflow: [
            {
              query(input, next) {
                queries++;
                return next(input);
              },
            },
          ],
        },
      },
    },
  });
  try {
    await worker.runUntil(story());
  } finally {
    await connection.close();
  }
  return queries;
}

const told = (type: string) => receiver.received.filter(({ payload }) => payload.type === type).length;
const decide = (id: string, decidedBy: string) =>
  temporal.client.workflow.getHandle(id).signal('decide', { decision: 'approve', decidedBy });

test('after an outage people are told without a query of each request, and a decision waits for none of them', async () => {
  const ids = Array.from({ length: COUNT }, (_, n) => `request-${n}`);
  for (const id of ids) await temporal.manager.requestApproval({ id, action: 'pay', requesterId: 'bot' });

  const asked = await queriesOf(async () => {
    await eventually(async () => told('request.requested') === COUNT, 60_000);
  });
  // If a task is committed very late, its record is queried after all.
  expect(asked).toBeLessThan(COUNT / 4);

  for (const id of ids) await Promise.all([decide(id, 'ana'), decide(id, 'bo')]);
  const decided = await queriesOf(async () => {
    const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'bot' });
    await temporal.manager.approve(id, { decidedBy: 'ana', patience: '30s' });
    expect((await temporal.manager.approve(id, { decidedBy: 'bo', patience: '30s' })).status).toBe(
      'approved',
    );
    await eventually(async () => told('request.decided') === COUNT + 1, 60_000);
  });
  expect(decided).toBeLessThan(COUNT / 4);
}, 120_000);
