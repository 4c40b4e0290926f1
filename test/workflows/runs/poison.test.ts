import { randomUUID } from 'node:crypto';
import { AgentRuns, EscalationManager } from '../../../client';
import { LADDER } from '../../support/runs';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

describe('messages that no schema can read', () => {
  let temporal: TemporalForTests;
  beforeAll(async () => (temporal = await startTemporal()));
  afterAll(() => temporal?.stop());

  const DEEP = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const payloads: Record<string, { encoding: string; data: string | Buffer }> = {
    'nested without end': {
      encoding: 'json/plain',
      data: `{"resolvedBy":"ana","action":"modify","resolution":"a","level":"manager","reason":"a","modification":${DEEP},"context":${DEEP},"output":${DEEP},"cancelledBy":"ana"}`,
    },
    'an unknown encoding': { encoding: 'x/y', data: '{}' },
    'an encrypted payload': { encoding: 'binary/encrypted', data: Buffer.alloc(32) },
    'nearly two megabytes': {
      encoding: 'json/plain',
      data: JSON.stringify({ reason: 'a'.repeat(1_900_000) }),
    },
  };

  const signal = (
    id: string,
    signalName: string,
    { encoding, data }: { encoding: string; data: string | Buffer },
  ) =>
    temporal.client.workflowService.signalWorkflowExecution({
      namespace: temporal.namespace,
      requestId: randomUUID(),
      workflowExecution: { workflowId: id },
      signalName,
      input: { payloads: [{ metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from(data) }] },
    });

  it.each(Object.entries(payloads))('does no harm to a run or an escalation: %s', async (_, payload) => {
    const runs = new AgentRuns(temporal.client, { taskQueue: temporal.taskQueue });
    const escalations = new EscalationManager(temporal.client, { taskQueue: temporal.taskQueue });
    const id = `run-${randomUUID()}`;
    await temporal.withWorker(async () => {
      const escalated = await escalations.escalate(id, { level: 'human_review', reason: 'help' });
      const escalationId = escalated.queued ? '' : escalated.escalationId;
      for (const name of ['escalate', 'finish', 'cancel']) await signal(id, name, payload);
      for (const name of ['acknowledge', 'resolve', 'promote', 'reassign', 'cancel', 'raise'])
        await signal(escalationId, name, payload);
      // On a busy machine, the resolution once counted before the last of these signals. The cause is not known.
      await eventually(async () => (await escalations.getEscalation(escalationId)).refused.length === 6);
      expect(
        await escalations.resolve(escalationId, { resolvedBy: 'ana', action: 'continue', resolution: 'ok' }),
      ).toMatchObject({ outcome: 'accepted' });
      expect(await escalations.checkEscalation(id, { confidence: 1 })).toMatchObject({
        shouldEscalate: false,
      });
      expect((await escalations.getEscalation(escalationId)).refused).toHaveLength(6);
      expect(await runs.finish(id)).toMatchObject({ outcome: 'accepted', status: 'completed' });
    }, LADDER);
  });
});
