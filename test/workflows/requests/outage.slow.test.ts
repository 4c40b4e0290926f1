import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TemporalUnreachable } from '../../../client';
import { type DevServer, startDevServer } from '../../../worker/temporal/dev-server';
import { kill9, spawnWorker } from '../../support/spawn-worker';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

const COUNT = 200;

/** A third approved, a third rejected, a third cancelled: decided by `index`. */
const OUTCOMES = ['approved', 'rejected', 'cancelled'] as const;

describe('with 200 requests pending', () => {
  let folder: string;
  let temporal: TemporalForTests;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hitl-outage-'));
    temporal = await startTemporal({ server: { dbFile: join(folder, 'temporal.sqlite') } });
  });
  afterEach(async () => {
    await temporal.stop();
    rmSync(folder, { recursive: true });
  });

  const each = async (ids: string[], act: (id: string, index: number) => Promise<unknown>) => {
    for (let start = 0; start < ids.length; start += 20)
      await Promise.all(ids.slice(start, start + 20).map((id, offset) => act(id, start + offset)));
  };
  const requestAll = async () => {
    const ids = Array.from({ length: COUNT }, (_, index) => `payment-${index}`);
    await each(ids, (id) => temporal.manager.requestApproval({ id, action: 'pay', requesterId: 'agent-1' }));
    return ids;
  };
  const decide = (id: string, index: number) => {
    const { manager } = temporal;
    if (index % 3 === 0) return manager.approve(id, { decidedBy: 'ana', patience: '2s' });
    if (index % 3 === 1) return manager.reject(id, { decidedBy: 'bo', reason: 'no', patience: '2s' });
    return manager.cancel(id, { cancelledBy: 'agent-1', patience: '2s' });
  };
  /** The error says that it is unknown whether the message was delivered, so it is sent again. */
  const surely = async (id: string, index: number) => {
    for (let tries = 1; ; tries++)
      try {
        return await decide(id, index);
      } catch (error) {
        if (!(error instanceof TemporalUnreachable) || tries === 10) throw error;
      }
  };
  const allEndRight = (ids: string[]) =>
    each(ids, async (id, index) => {
      const { status, decisions } = await temporal.manager.waitForApproval(id, { timeout: '1m' });
      expect([id, status]).toEqual([id, OUTCOMES[index % 3]]);
      expect(decisions.length).toBe(index % 3 === 2 ? 0 : 1);
    });

  it('a worker killed with -9 in the middle of the decisions loses none of them', async () => {
    const ids = await requestAll();
    const worker = await spawnWorker(temporal.address, temporal.taskQueue);
    const deciding = each(ids, surely);
    await new Promise((resolve) => setTimeout(resolve, 400));
    await kill9(worker);
    const next = await spawnWorker(temporal.address, temporal.taskQueue);
    await deciding;
    await allEndRight(ids);
    await kill9(next);
  }, 180_000);

  it('a server killed with -9 and started again on its file loses none of them', async () => {
    const ids = await requestAll();
    const port = Number(temporal.address.split(':')[1]);
    const worker = await spawnWorker(temporal.address, temporal.taskQueue);
    await each(ids.slice(0, 100), surely);
    process.kill(temporal.server.pid, 'SIGKILL');
    await temporal.server.exited;
    const restarted: DevServer = await startDevServer({
      port,
      headless: true,
      dbFile: join(folder, 'temporal.sqlite'),
    });
    try {
      await each(ids.slice(100), (id, index) => surely(id, index + 100));
      await allEndRight(ids);
    } finally {
      await kill9(worker);
      await restarted.stop();
    }
  }, 180_000);
});
