import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunRecord } from '../../../contract/run';
import { type DevServer, startDevServer } from '../../../worker/temporal/dev-server';
import { managersOn } from '../../support/escalating';
import { type Entry, readJournal } from '../../support/journaling-agent';
import { kill9, spawnWorker } from '../../support/spawn-worker';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

const KILLS = Number(process.env.HITL_KILLS ?? 20);
const SEED = Number(process.env.HITL_SEED ?? 1);
const RUN = 'run-1';

/** Kills everything with -9, `KILLS` times at random from `SEED`, while an agent runs steps, requests approvals and escalates. */
describe(`a hosted run through ${KILLS} kills (seed ${SEED})`, () => {
  const random = randomFrom(SEED);
  let folder: string;
  let journal: string;
  let temporal: TemporalForTests;
  let server: DevServer;
  let workers: Promise<ChildProcess>[];
  const dbFile = () => join(folder, 'temporal.sqlite');
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hitl-run-outage-'));
    journal = join(folder, 'journal');
    temporal = await startTemporal({ server: { dbFile: dbFile() } });
    ({ server } = temporal);
    workers = [spawn(), spawn()];
    await Promise.all(workers);
  }, 120_000);
  afterAll(async () => {
    await Promise.all(workers.map(async (worker) => kill9(await worker)));
    await server.stop();
    await temporal?.stop();
    rmSync(folder, { recursive: true, maxRetries: 10, retryDelay: 200 });
  });

  /** Retries, since the server may be killed while it connects. */
  const spawn = (): Promise<ChildProcess> =>
    spawnWorker(temporal.address, temporal.taskQueue, journal).catch(spawn);
  const killWorker = async (worker: Promise<ChildProcess>) => {
    await kill9(await worker);
    workers[workers.indexOf(worker)] = spawn();
  };
  const anyWorker = () => workers[Math.floor(random() * workers.length)] as Promise<ChildProcess>;
  const kills = {
    worker: () => killWorker(anyWorker()),
    /** The worker that took the latest step. Most likely it is still running the step. */
    agent: async () => {
      const taken = readJournal(journal).length;
      for (let waited = 0; readJournal(journal).length === taken && waited < 100; waited++) await sleep(20);
      const pid = readJournal(journal).at(-1)?.pid;
      const children = await Promise.all(workers);
      await killWorker(workers[children.findIndex((child) => child.pid === pid)] ?? anyWorker());
    },
    server: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
      const port = Number(temporal.address.split(':')[1]);
      server = await startDevServer({ port, headless: true, dbFile: dbFile() });
    },
  };

  /** Decides everything that is pending, with retries, like people whose tools sometimes fail. */
  const people = async (hasEnded: () => boolean) => {
    const { manager } = temporal;
    const { escalations } = managersOn(temporal);
    while (!hasEnded()) {
      const { items } = await manager.listRequests({ runId: RUN, status: 'pending' });
      for (const { id } of items) {
        const decision = { decidedBy: 'ana', decisionId: `d-${id}` };
        if (id.includes('-a')) await manager.approve(id, decision);
        else await manager.reject(id, { ...decision, reason: 'no' });
      }
      const { items: open } = await escalations.listEscalations({ runId: RUN, status: 'open' });
      for (const { id } of open) {
        const modification = { resolves: id };
        await escalations.resolve(id, { resolvedBy: 'bo', action: 'modify', resolution: 'ok', modification });
      }
      await sleep(100);
    }
  };
  const insist = async (act: () => Promise<void>) => {
    for (;;)
      try {
        return await act();
      } catch {
        await sleep(200);
      }
  };

  let run: RunRecord;
  let steps: Entry[];
  it('ends with the correct result', async () => {
    const { runs } = managersOn(temporal);
    await runs.start({ agent: 'journaling', id: RUN });
    let ended = false;
    const deciding = insist(() => people(() => ended));
    for (let killed = 0; killed < KILLS; killed++) {
      await sleep(random() * 600);
      await [kills.worker, kills.agent, kills.server][Math.floor(random() * 3)]?.();
    }
    writeFileSync(`${journal}.stop`, '');
    run = await runs.wait(RUN, { timeout: '2m' });
    ended = true;
    await deciding;
    expect(run).toMatchObject({ status: 'completed', end: { by: 'agent' } });
    const all = readJournal(journal);
    steps = all.filter(({ key }, index) => all.findIndex((entry) => entry.key === key) === index);
  }, 600_000);

  it('runs each step once, because all its attempts have the same key', () => {
    expect(steps.map(({ given }) => given.step)).toEqual(steps.map((_, index) => index + 1));
    expect(run.totals.steps).toBe(steps.length);
    for (const { key, given } of readJournal(journal))
      expect([key, given]).toEqual([key, steps.find((step) => step.key === key)?.given]);
  });

  it('requests each approval once, and passes each decision to a step once', async () => {
    const query = `WorkflowType = 'hitlApproval' AND HitlRunId = '${RUN}'`;
    const asked: string[] = [];
    for await (const { workflowId } of temporal.client.workflow.list({ query })) asked.push(workflowId);
    const keys = steps
      .filter(({ given }) => given.step % 4 === 1)
      .flatMap(({ given }) => [`a${given.step}`, `b${given.step}`]);
    expect(asked.sort()).toEqual(keys.map((key) => `${RUN}-${key}`).sort());
    for (const id of asked) expect((await temporal.manager.getRequest(id)).decisions).toHaveLength(1);
    const told = steps.flatMap(({ given }) => Object.values(given.decisions));
    expect(told.map(({ key }) => key).sort()).toEqual(keys.sort());
    for (const { key, status } of told)
      expect([key, status]).toEqual([key, key.startsWith('a') ? 'approved' : 'rejected']);
  });

  it('escalates once for each unsure step, and passes each guidance to a step once', () => {
    const guided = steps.flatMap(({ given }) => (given.guidance === undefined ? [] : [given.guidance]));
    expect(guided).toEqual(run.escalations.map(({ id }) => ({ resolves: id })));
    expect(run.escalations.length).toBeGreaterThan(0);
    expect(run.escalations).toHaveLength(steps.filter(({ given }) => given.step % 4 === 3).length);
  });
});

/** mulberry32: the same numbers from the same seed, on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
