import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { findServer } from '../../../worker/temporal/find-server';
import { CONFIG, eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

const run = promisify(execFile);

describe('junk', () => {
  let temporal: TemporalForTests;
  let cli: string;
  let folder: string;
  beforeAll(async () => {
    temporal = await startTemporal({ keepsWorker: true });
    cli = (await findServer('cli')).path;
    folder = mkdtempSync(join(tmpdir(), 'hitl-junk-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await temporal?.stop();
  });

  /** Sends the `decide` signal with Temporal's own CLI, like a person at a terminal. */
  const signalByCli = (id: string, ...input: string[]) =>
    run(cli, ['workflow', 'signal', ...temporal.at.split(' '), '-w', id, '--name', 'decide', ...input]);
  const request = async () =>
    (await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent-1' })).id;

  const junk: Record<string, string[]> = {
    'no argument': [],
    'broken JSON in a JSON payload': [
      '--input',
      '{"decision":',
      '--input-meta',
      'encoding=json/plain',
      '--input-base64=false',
    ],
    'a number': ['--input', '7'],
    null: ['--input', 'null'],
    'an array': ['--input', '[]'],
    'wrong types': ['--input', '{"decision":1,"decidedBy":{"a":1}}'],
    'the same key twice': ['--input', '{"decision":"reject","decision":"approve","decidedBy":"ana"}'],
    'unknown fields': ['--input', '{"decision":"approve","decidedBy":"ana","force":true}'],
    'a prototype': ['--input', '{"__proto__":{"decision":"approve"},"constructor":1}'],
    'two arguments': ['--input', '{"decision":"approve","decidedBy":"ana"}', '--input', '1'],
    'an unknown encoding': ['--input', '{}', '--input-meta', 'encoding=x/y'],
    'protobuf that is none': ['--input', 'AAAA', '--input-base64', '--input-meta', 'encoding=json/protobuf'],
    'an encrypted payload': [
      '--input',
      'AAAA',
      '--input-base64',
      '--input-meta',
      'encoding=binary/encrypted',
    ],
    'raw bytes': ['--input', 'AAAA', '--input-base64', '--input-meta', 'encoding=binary/plain'],
  };

  it.each(Object.entries(junk))('by signal does no harm: %s', async (_, input) => {
    const id = await request();
    await temporal.withWorker(async () => {
      await signalByCli(id, ...input).catch(() => undefined);
      await temporal.manager.reject(id, {
        decidedBy: 'mallory',
        reason: 'so that what came before was judged',
      });
      const { status, refused } = await temporal.manager.getRequest(id);
      expect(status).toBe('pending');
      expect(refused.length).toBeGreaterThanOrEqual(1);
      expect(refused.map(({ outcome }) => outcome)).not.toContain('accepted');
      expect(await temporal.manager.approve(id, { decidedBy: 'ana' })).toMatchObject({
        outcome: 'accepted',
        status: 'approved',
      });
    });
  });

  it('by signal is recorded as unreadable, with the problem', async () => {
    const id = await request();
    await temporal.withWorker(async () => {
      await signalByCli(id, ...(junk['unknown fields'] ?? []));
      await eventually(async () => (await temporal.manager.getRequest(id)).refusedCount === 1);
      const [refusal] = (await temporal.manager.getRequest(id)).refused;
      expect(refusal).toMatchObject({ attempt: 'unreadable', outcome: 'invalid', transport: 'signal' });
      expect(refusal?.message).toContain('force');
    });
  });

  it('by signal with a key twice is refused with the path', async () => {
    const id = await request();
    await temporal.withWorker(async () => {
      await signalByCli(id, ...(junk['the same key twice'] ?? []));
      await eventually(async () => (await temporal.manager.getRequest(id)).refusedCount === 1);
      const [refusal] = (await temporal.manager.getRequest(id)).refused;
      expect(refusal?.message).toContain('decision appears twice in one object: send each key once');
    });
  });

  it('of nearly 2 MB by signal is refused, and not kept', async () => {
    const id = await request();
    const file = join(folder, 'large.json');
    writeFileSync(
      file,
      JSON.stringify({ decision: 'approve', decidedBy: 'ana', notes: 'x'.repeat(1_900_000) }),
    );
    await temporal.withWorker(async () => {
      await signalByCli(id, '--input-file', file);
      await eventually(async () => (await temporal.manager.getRequest(id)).refusedCount === 1);
      const record = await temporal.manager.getRequest(id);
      expect(JSON.stringify(record).length).toBeLessThan(10_000);
      expect(await temporal.manager.approve(id, { decidedBy: 'ana' })).toMatchObject({ outcome: 'accepted' });
    });
  });

  it.each([
    ['of 100 KB', 100_000],
    ['of 2 MB', 2_000_000],
    ['of 3.5 MB', 3_500_000],
  ])('by update %s is refused, and the next update works', async (_, size) => {
    const id = await request();
    await temporal.withWorker(async () => {
      const handle = temporal.client.workflow.getHandle(id);
      const large = { decision: 'approve', decidedBy: 'ana', notes: 'x'.repeat(size) };
      await expect(handle.executeUpdate('decide', { args: [large] as never })).rejects.toThrow();
      expect(await temporal.manager.approve(id, { decidedBy: 'ana' })).toMatchObject({ outcome: 'accepted' });
    });
  });

  it('by update leaves no event', async () => {
    const id = await request();
    await temporal.withWorker(async () => {
      const handle = temporal.client.workflow.getHandle(id);
      await eventually(async () => (await temporal.manager.getRequest(id)).stage !== undefined);
      const before = (await handle.fetchHistory()).events?.length;
      for (const args of [[], [7], [{}], [{ decision: 'approve', decidedBy: '' }]] as never[])
        await expect(handle.executeUpdate('decide', { args })).rejects.toThrow(WorkflowUpdateFailedError);
      expect((await handle.fetchHistory()).events?.length).toBe(before);
    });
  });

  it('instead of a request fails that workflow, with the problem', async () => {
    await temporal.withWorker(async () => {
      const handle = await temporal.client.workflow.start('hitlApproval', {
        workflowId: 'not-a-request',
        taskQueue: temporal.taskQueue,
        args: [{ content: { action: 7 } }],
      });
      await expect(handle.result()).rejects.toMatchObject({
        cause: { message: expect.stringContaining('action') as string },
      });
    }, CONFIG);
  });

  it('instead of an amount fails that workflow: an integer that lost digits', async () => {
    await temporal.withWorker(async () => {
      const content = { action: 'pay', requesterId: 'agent-1', context: { lines: [{ amount: 2 ** 53 }] } };
      const handle = await temporal.client.workflow.start('hitlApproval', {
        workflowId: 'too-large-an-amount',
        taskQueue: temporal.taskQueue,
        args: [{ content }],
      });
      await expect(handle.result()).rejects.toMatchObject({
        cause: {
          message: expect.stringContaining('context.lines[0].amount is an integer beyond') as string,
        },
      });
    });
  });
});
