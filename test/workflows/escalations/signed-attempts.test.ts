import { EscalationManager } from '../../../client';
import { signed } from '../../../client/signing';
import type { EscalationRecord } from '../../../contract/escalation';
import { WORKFLOW_TYPES } from '../../../contract/names';
import { costOf, isSettled } from '../../support/budget';
import { LADDER } from '../../support/runs';
import { signedBy, signingKey } from '../../support/signing';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

const admin = signingKey('inbox-2026');
const resolution = { resolvedBy: 'ana', action: 'continue', resolution: 'looked at it' } as const;

let temporal: TemporalForTests;
let signing: EscalationManager;
let bare: EscalationManager;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  const { client, taskQueue } = temporal;
  signing = new EscalationManager(client, { taskQueue, signer: admin.signer });
  bare = new EscalationManager(client, { taskQueue });
});
afterAll(() => temporal?.stop());

const start = async (workflowId: string) => {
  const { client, taskQueue } = temporal;
  const input = { runId: 'run', level: 'human_review', reason: 'unsure', triggers: [] };
  const handle = await client.workflow.start(WORKFLOW_TYPES.escalation, {
    workflowId,
    taskQueue,
    args: [input],
  });
  await eventually(() => isSettled(handle));
  return handle;
};
const inSignedMode = (story: () => Promise<unknown>, more = {}) =>
  temporal.withWorker(story, signedBy([admin], { ...LADDER, ...more }));

test('unsigned attempts are refused and recorded for every verb and transport; signed ones count', () =>
  inSignedMode(async () => {
    const handle = await start('escalation-1');
    await handle.signal('resolve', resolution);
    const refused = [
      await bare.acknowledge(handle.workflowId, { acknowledgedBy: 'ana' }),
      await bare.promote(handle.workflowId, { promotedBy: 'ana' }),
      await bare.reassign(handle.workflowId, { reassignedBy: 'ana', assignees: ['zoe'] }),
      await bare.resolve(handle.workflowId, resolution),
    ];
    expect(new Set(refused.map(({ outcome }) => outcome))).toEqual(new Set(['not_authorized']));
    const record = await bare.getEscalation(handle.workflowId);
    expect(record.refused.map(({ attempt }) => attempt)).toEqual([
      'resolve',
      'acknowledge',
      'promote',
      'reassign',
      'resolve',
    ]);
    const acts = [
      await signing.acknowledge(handle.workflowId, { acknowledgedBy: 'ana' }),
      await signing.promote(handle.workflowId, { promotedBy: 'ana' }),
      await signing.reassign(handle.workflowId, { reassignedBy: 'ana', assignees: ['bo'] }),
      await signing.resolve(handle.workflowId, { ...resolution, action: 'modify', modification: { a: [1] } }),
    ];
    expect(acts.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
    expect(await handle.result()).toMatchObject({
      status: 'resolved',
      resolution: { resolvedBy: 'ana', keyId: 'inbox-2026' },
    });
  }));

test('a signature moved to another escalation, verb or resolution is refused', () =>
  inSignedMode(async () => {
    const [handle, other] = [await start('escalation-2'), await start('escalation-3')];
    const said = { ...resolution, decisionId: 'd1' };
    const subject = { kind: 'resolve', namespace: temporal.namespace, id: handle.workflowId } as const;
    const good = await signed(admin.signer, subject, said);
    await other.signal('resolve', good);
    await handle.signal('resolve', { ...good, action: 'abort' });
    await handle.signal('resolve', { ...good, resolvedBy: 'bo' });
    await handle.signal('resolve', await signed(admin.signer, { ...subject, kind: 'promote' }, said));
    const refusedOf = async (id: string) => (await bare.getEscalation(id)).refused;
    await eventually(async () => (await refusedOf('escalation-2')).length === 3);
    await eventually(async () => (await refusedOf('escalation-3')).length === 1);
    for (const id of ['escalation-2', 'escalation-3'])
      expect((await refusedOf(id)).every(({ outcome }) => outcome === 'not_authorized')).toBe(true);
    await handle.signal('resolve', good);
    expect(((await handle.result()) as EscalationRecord).resolution).toMatchObject({ action: 'continue' });
    await other.terminate();
  }));

test('while the directory does not answer, unsigned attempts neither wait nor delay others', () =>
  inSignedMode(
    async () => {
      const handle = await start('escalation-4');
      expect(await bare.resolve(handle.workflowId, resolution)).toMatchObject({ outcome: 'not_authorized' });
      const queued = await signing.resolve(handle.workflowId, { ...resolution, patience: '1s' });
      expect(queued).toMatchObject({ outcome: 'queued' });
      await handle.terminate();
    },
    { directory: () => Promise.reject(new Error('down')) },
  ));

test('a signature costs one event and one action', async () => {
  const resolved = async (id: string, message: object) => {
    const handle = await start(id);
    await handle.signal('resolve', message);
    await handle.result();
    return costOf(handle);
  };
  const said = { ...resolution, decisionId: 'd1' };
  const subject = { kind: 'resolve', namespace: temporal.namespace, id: 'escalation-5' } as const;
  let cost: Awaited<ReturnType<typeof costOf>>;
  await inSignedMode(async () => {
    cost = await resolved('escalation-5', await signed(admin.signer, subject, said));
  });
  await temporal.withWorker(async () => {
    const { events, actions } = await resolved('escalation-6', resolution);
    expect(cost).toEqual({ events: events + 1, actions: actions + 1 });
  }, LADDER);
});
