import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { temporal as proto } from '@temporalio/proto';
import { ApprovalManager, Operations, type RequestView, type Verdict } from '../../client';
import { type DevServer, startDevServer } from '../../worker/temporal/dev-server';
import { signingKey } from '../support/signing';
import { kill9, spawnScript } from '../support/spawn-worker';
import { startTemporal, type TemporalForTests } from '../support/temporal';

/*
 * Requests with deadlines of seconds, decided around their deadline by Update and by Signal, half of them signed and with
 * a directory that is asked again, while the worker and the server are killed, stopped and starved.
 * HITL_FAULT_REQUESTS=2000 is the long form: about 20 minutes. HITL_FAULT_KEEP=FOLDER keeps the histories of what is wrong.
 */
const REQUESTS = Number(process.env.HITL_FAULT_REQUESTS ?? 160);
/** Requests made a second, so that two cores can follow. */
const RATE = 5;
const EXPIRE_AFTER_MS = 8_000;
/** A task that is lost with its worker is given to the next one after this time; the default, 30 s, would be too slow here. */
const WORKFLOW_TASK_TIMEOUT_MS = 3_000;
const PEOPLE = ['ana', 'bo', 'cy'];
/** How far two processes of one machine may read one clock apart. */
const CLOCK_MS = 5;

interface Tried {
  id: string;
  by: string;
  decisionId: string;
  sentAt: number;
  verdict?: Verdict;
  error?: string;
}

const folder = mkdtempSync(join(tmpdir(), 'hitl-faults-'));
const queues = { plain: 'plain', signed: 'signed' };
const key = signingKey('key-1');
let temporal: TemporalForTests;
let client: Client;
let server: DevServer;
let worker: ChildProcess;
const burners = new Set<ChildProcess>();

beforeAll(async () => {
  temporal = await startTemporal({ server: { dbFile: join(folder, 'temporal.sqlite') } });
  server = temporal.server;
  const { connection } = temporal.client;
  const withShortTasks = {
    start: (input: never, next: (input: never) => Promise<string>) => next(shortTasks(input)),
  };
  client = new Client({ connection, interceptors: { workflow: [withShortTasks as never] } });
  worker = await startWorker();
}, 120_000);

afterAll(async () => {
  for (const burner of burners) burner.kill('SIGKILL');
  if (worker.exitCode === null) await kill9(worker);
  await server.stop();
  await temporal.stop();
  rmSync(folder, { recursive: true });
}, 60_000);

const startWorker = () =>
  spawnScript('faulty-worker-process.ts', [
    temporal.address,
    queues.plain,
    queues.signed,
    key.entry.publicKey,
  ]);

function shortTasks(input: { options: object }): never {
  return { ...input, options: { ...input.options, workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS } } as never;
}

it(
  'decisions under faults: no request gets stuck, no decision is lost, and no late decision counts',
  async () => {
    const managers = [
      new ApprovalManager(client, { taskQueue: queues.plain }),
      new ApprovalManager(client, { taskQueue: queues.signed, signer: key.signer }),
    ];
    const tried: Tried[] = [];
    const faults = new AbortController();
    const breaking = breakThings(faults.signal);
    const deciding = Array.from({ length: REQUESTS }, async (_, index) => {
      await sleep((index * 1_000) / RATE);
      const manager = managers[index % 2]!;
      const id = `faults-${index}`;
      await again(() => manager.requestApproval({ id, action: 'pay', requesterId: 'an-agent' }));
      await Promise.all(PEOPLE.slice(0, 1 + (index % 3)).map((by) => decideOnce(manager, { id, by, tried })));
    });
    await Promise.all(deciding);
    faults.abort();
    await breaking;
    if (worker.exitCode !== null || worker.signalCode !== null) worker = await startWorker();

    const wrong: string[] = [];
    for (let index = 0; index < REQUESTS; index++) {
      const id = `faults-${index}`;
      const record = await managers[index % 2]!.waitForEnd(id, { timeout: '90s' }).catch(() => undefined);
      const found = record === undefined ? ['has not ended'] : await faultsOf(record, tried);
      if (found.length > 0) await keep(id, record, tried);
      wrong.push(...found.map((what) => `${id}: ${what}`));
    }
    expect(wrong).toEqual([]);
    expect(await new Operations(client).findStuck()).toEqual([]);
    const outcomes: Record<string, number> = {};
    for (const { verdict } of tried) {
      const outcome = verdict?.outcome ?? 'undelivered';
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    // The deadlines are where the faults are: without late and early decisions the test would show nothing.
    expect(outcomes).toMatchObject({ accepted: expect.any(Number), expired: expect.any(Number) });
    process.stdout.write(`${tried.length} decisions: ${JSON.stringify(outcomes)}\n`);
  },
  REQUESTS * 700 + 240_000,
);

/** One person decides around the deadline: by Update alone, or with so little patience that the Signal follows. */
async function decideOnce(
  manager: ApprovalManager,
  { id, by, tried }: Pick<Tried, 'id' | 'by'> & { tried: Tried[] },
) {
  await sleep(Math.random() * (EXPIRE_AFTER_MS + 3_000));
  const patience = (['30ms', '1s', '10s'] as const)[Math.floor(Math.random() * 3)]!;
  const one: Tried = { id, by, decisionId: `${id}-${by}`, sentAt: Date.now() };
  tried.push(one);
  try {
    one.verdict = await manager.approve(id, { decidedBy: by, decisionId: one.decisionId, patience });
  } catch (error) {
    one.error = (error as Error).message;
  }
}

/** Kills, stops and starves, one after the other, until told to stop. Everything is up again when it ends. */
async function breakThings(stop: AbortSignal): Promise<void> {
  const faults = [killWorker, stopWorker, starve, killServer, stopWorker, killWorker, stopServer];
  for (let turn = 0; !stop.aborted; turn++) {
    await sleep(1_500 + Math.random() * 2_500);
    await faults[turn % faults.length]!();
  }
}

async function killWorker(): Promise<void> {
  await kill9(worker);
  await sleep(Math.random() * 3_000);
  worker = await startWorker();
}

async function stopWorker(): Promise<void> {
  worker.kill('SIGSTOP');
  await sleep(2_000 + Math.random() * 4_000);
  worker.kill('SIGCONT');
}

async function starve(): Promise<void> {
  const mine = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  for (const burner of mine) burners.add(burner);
  await sleep(4_000);
  for (const burner of mine) {
    burners.delete(burner);
    const gone = once(burner, 'exit');
    burner.kill('SIGKILL');
    await gone;
  }
}

async function killServer(): Promise<void> {
  process.kill(server.pid, 'SIGKILL');
  await server.exited;
  await sleep(Math.random() * 2_000);
  const port = Number(temporal.address.split(':').at(-1));
  server = await startDevServer({ port, headless: true, dbFile: join(folder, 'temporal.sqlite') });
}

async function stopServer(): Promise<void> {
  process.kill(server.pid, 'SIGSTOP');
  await sleep(1_000 + Math.random() * 3_000);
  process.kill(server.pid, 'SIGCONT');
}

/** What is wrong with how a request ended. */
async function faultsOf(record: RequestView, tried: Tried[]): Promise<string[]> {
  const { id, status, decisions, expiresAt = '' } = record;
  const own = tried.filter((one) => one.id === id);
  const counted = new Set(decisions.map(({ decisionId }) => decisionId));
  const deadline = Date.parse(expiresAt);
  const arrived = await arrivalsOf(id);
  const inTime = own.filter(({ decisionId }) => (arrived.get(decisionId)?.last ?? Infinity) < deadline);
  return [
    ...own
      .filter(({ verdict, decisionId }) => isCounted(verdict) && !counted.has(decisionId))
      .map(({ by, verdict }) => `${by} was told ${verdict?.outcome}, and is not in the record`),
    ...own
      .filter(({ verdict, decisionId }) => verdict?.outcome === 'expired' && counted.has(decisionId))
      .map(({ by }) => `${by} was told expired, and counts`),
    ...decisions.flatMap(({ decisionId, decidedBy, at }) => {
      const one = own.find((other) => other.decisionId === decisionId);
      const first = arrived.get(decisionId ?? '')?.first ?? Infinity;
      return [
        ...(Date.parse(at) < (one?.sentAt ?? Infinity) - CLOCK_MS
          ? [`${decidedBy} counts at ${at}, before it was sent`]
          : []),
        ...(Date.parse(at) >= deadline
          ? [`${decidedBy} counts at ${at}, after the deadline ${expiresAt}`]
          : []),
        ...(first >= deadline
          ? [
              `${decidedBy} counts, and arrived at ${new Date(first).toISOString()}, after the deadline ${expiresAt}`,
            ]
          : []),
      ];
    }),
    ...(status === 'approved' && decisions.length < 2 ? ['is approved by one person of two'] : []),
    ...(status === 'expired' && inTime.length >= 2 ? ['has expired with two approvals in time'] : []),
    ...(['approved', 'expired'].includes(status) ? [] : [`is ${status}`]),
  ];
}

function isCounted(verdict: Verdict | undefined): boolean {
  return verdict?.outcome === 'accepted' || verdict?.outcome === 'duplicate';
}

/**
 * When the server took each decision, by its id: the Signal when it was recorded, the Update when a worker took its task.
 * A decision through both transports has two times; `last` is the one that is surely in time if it is before the deadline.
 */
async function arrivalsOf(id: string): Promise<Map<string, { first: number; last: number }>> {
  const { events } = await client.workflow.getHandle(id).fetchHistory();
  const times = new Map<string, { first: number; last: number }>();
  let takenAt = 0;
  for (const event of events ?? []) {
    const at = Number(event.eventTime?.seconds) * 1_000 + Math.floor((event.eventTime?.nanos ?? 0) / 1e6);
    if (event.workflowTaskStartedEventAttributes) takenAt = at;
    const signal = decisionIn(event.workflowExecutionSignaledEventAttributes?.input);
    const update = decisionIn(
      event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.args,
    );
    const decisionId = signal ?? update;
    if (decisionId === undefined) continue;
    const arrivedAt = signal === undefined ? takenAt : at;
    const before = times.get(decisionId);
    times.set(decisionId, {
      first: Math.min(arrivedAt, before?.first ?? Infinity),
      last: signal === undefined ? (before?.last ?? Infinity) : Math.min(at, before?.last ?? Infinity),
    });
  }
  return times;
}

function decisionIn(input: proto.api.common.v1.IPayloads | null | undefined): string | undefined {
  const data = input?.payloads?.[0]?.data;
  return data ? (JSON.parse(Buffer.from(data).toString()) as { decisionId?: string }).decisionId : undefined;
}

async function keep(id: string, record: RequestView | undefined, tried: Tried[]): Promise<void> {
  const { HITL_FAULT_KEEP: place } = process.env;
  if (place === undefined) return;
  mkdirSync(place, { recursive: true });
  writeFileSync(
    join(place, `${id}.history.json`),
    historyToJSON(await client.workflow.getHandle(id).fetchHistory()),
  );
  const own = tried.filter((one) => one.id === id);
  writeFileSync(join(place, `${id}.json`), JSON.stringify({ record, tried: own }, undefined, 2));
}

/** Temporal is away now and then; a request with an id may be made again. */
async function again<T>(make: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await make();
    } catch (error) {
      if (tries === 20) throw error;
      await sleep(500);
    }
}
