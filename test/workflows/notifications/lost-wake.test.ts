import type { ActivityInboundCallsInterceptor, WorkerOptions } from '@temporalio/worker';
import { type HttpSink, startHttpSink } from '../../support/http-sink';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';
import { SECRET } from '../../support/webhook-receiver';

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

/** A worker that can never wake the notifications. */
function unableToWake(wake: () => Promise<never>): WorkerOptions['interceptors'] {
  const inbound: ActivityInboundCallsInterceptor = { execute: wake };
  return { activity: [({ info }) => (info.activityType === 'wakeNotifications' ? { inbound } : {})] };
}

const fails = () => Promise.reject<never>(new Error('no connection'));
const hangs = () => new Promise<never>((_, reject) => setTimeout(reject, 3_000, new Error('too slow')));

// The fault campaign found the second one.
it.each([
  ['fails', fails],
  ['hangs', hangs],
])('tells of a decision by a policy also if each wake of the notifications %s before the end', (_, wake) =>
  temporal.withWorker(
    async () => {
      sink.posts.length = 0;
      const { manager } = temporal;
      const { id } = await manager.requestApproval({ action: 'read', requesterId: 'agent' });
      expect(await manager.waitForApproval(id)).toMatchObject({ status: 'approved' });
      await eventually(async () => sink.posts.length > 0);
      expect(sink.posts.map(({ body }) => JSON.parse(String(body)) as object)).toMatchObject([
        { type: 'request.decided', data: { id } },
      ]);
    },
    {
      policies: [{ name: 'harmless', effect: 'allow' }],
      channels: { hooks: { type: 'webhook', url: sink.url, secrets: [SECRET] } },
    },
    unableToWake(wake),
  ),
);
