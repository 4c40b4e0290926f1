import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { DefaultLogger } from '@temporalio/worker';
import { makeKey, writeKeys } from '../../admin/sign-in/api-keys';
import { bundleWorkflows } from '../../worker/bundle';
import { registerSearchAttributes } from '../../worker/search-attributes';
import { type DevServer, startDevServer } from '../../worker/temporal/dev-server';
import { freePorts } from '../../worker/temporal/ports';
import type { AdminArguments } from './admin-process';
import { check, type Violation } from './checker';
import { callsOf, type Effect, type Evidence, type HistoryLine } from './evidence';
import type { LoadArguments, LoadMessage } from './load-process';
import { breakThings, type VictimServer } from './nemesis';
import { victim } from './processes';
import { seeded } from './random';
import { readEvidence } from './read-evidence';
import { STORY_NAMES, type StoryName } from './stories';
import { openLink } from './tcp-proxy';
import { startReceiver } from './webhook-receiver';
import type { WorkerArguments } from './worker-process';

export interface CampaignOptions {
  seed: number;
  /** The load ends after this time, or after this many decisions. */
  seconds: number;
  decisions: number;
  /** Stories begun a second. */
  rate: number;
  /** The stories to tell. Default: all. */
  only?: readonly StoryName[];
  log: (line: string) => void;
  /** Keeps the history, the evidence and the logs of the processes here. Default: a folder that is removed. */
  keep?: string;
}

export interface CampaignResult {
  seed: number;
  seconds: number;
  /** The number of faults of each kind. */
  faults: Record<string, number>;
  /** The number of answers by call and outcome. */
  answers: Record<string, Record<string, number>>;
  requests: Record<string, number>;
  runs: Record<string, number>;
  deliveries: { received: number; accepted: number; messages: number };
  healed: number;
  violations: Violation[];
}

const MAX_DRAIN_MS = 120_000;

/** Runs a load while processes, links and clocks fail, reads everything at the end, and checks it. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { log } = options;
  const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'hitl-faults-'));
  mkdirSync(folder, { recursive: true });
  const ends: (() => unknown)[] =
    options.keep === undefined ? [() => rmSync(folder, { recursive: true })] : [];
  try {
    return await campaignIn(folder, options, ends);
  } finally {
    for (const end of ends.reverse())
      await Promise.resolve(end()).catch((error: unknown) => log(String(error)));
  }
}

async function campaignIn(
  folder: string,
  options: CampaignOptions,
  ends: (() => unknown)[],
): Promise<CampaignResult> {
  const { seed, log } = options;
  const began = Date.now();
  const history = join(folder, 'history.jsonl');
  const journal = join(folder, 'journal.jsonl');
  const lines: HistoryLine[] = [];
  const write = (line: HistoryLine) => {
    lines.push(line);
    appendFileSync(history, `${JSON.stringify(line)}\n`);
  };

  const server = await startServer(join(folder, 'temporal.sqlite'));
  ends.push(() => server.stop());
  const port = Number(server.address.split(':').at(-1));
  const codePath = join(folder, 'workflows.js');
  writeFileSync(codePath, (await bundleWorkflows(new DefaultLogger('ERROR'))).code);
  const receiver = await startReceiver(seeded(seed + 1));
  ends.push(() => receiver.stop());
  const [adminPort = 0] = await freePorts('127.0.0.1', [0]);
  const links = await Promise.all([
    ...['worker-1', 'worker-2', 'clients', 'admin'].map((name) => openLink(`${name} to server`, port)),
    openLink('clients to admin', adminPort),
  ]);
  const [worker1, worker2, clients, adminToServer, toAdmin] = links as [never, never, never, never, never] &
    typeof links;
  for (const link of links) ends.push(() => link.stop());

  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const at = (link: { port: number }) => `127.0.0.1:${link.port}`;
  const { key, text } = makeKey({
    name: 'bot',
    scopes: ['request', 'read', 'decide-as'],
    expiresAt: '2100-01-01T00:00:00Z',
  });
  const keys = join(folder, 'keys.json');
  writeKeys(keys, [key]);
  const shared = { journal, webhookUrl: receiver.url };
  const workers = [worker1, worker2].map((link, index) => {
    const given = {
      ...shared,
      address: at(link),
      codePath,
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string,
    };
    return victim(`worker-${index + 1}`, 'worker-process.ts', {
      folder,
      given: given satisfies WorkerArguments,
    });
  });
  const adminGiven: AdminArguments = { ...shared, address: at(adminToServer), port: adminPort, keys };
  const admin = victim('admin', 'admin-process.ts', { folder, given: adminGiven });
  let decisions = 0;
  let finished = () => {};
  const allStoriesEnded = new Promise<void>((resolve) => (finished = resolve));
  const loadGiven: LoadArguments = {
    ...{
      address: at(clients),
      adminUrl: `http://${at(toAdmin)}`,
      adminKey: text,
      journal,
      seed,
      rate: options.rate,
      only: options.only ?? STORY_NAMES,
    },
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
  const load = victim('clients', 'load-process.ts', {
    folder,
    given: loadGiven,
    onMessage(message) {
      const sent = message as LoadMessage;
      if (sent === 'done') finished();
      if (typeof sent === 'string') return;
      if (sent.type !== 'call') return write({ ...sent, at: Date.now() });
      if (sent.topic.what === 'decide') decisions++;
      write({ type: 'call', at: Date.now(), n: sent.n, ...sent.topic });
    },
  });
  for (const each of [...workers, admin, load]) ends.push(() => each.kill());
  await Promise.all([...workers, admin].map((each) => each.start()));
  await load.start();

  log(`seed ${seed}: the load begins`);
  const stop = new AbortController();
  const faults: Record<string, number> = {};
  const breaking = breakThings(
    { workers, admin, load, server, links },
    seeded(seed + 2),
    stop.signal,
    (name, what) => {
      faults[name] = (faults[name] ?? 0) + 1;
      write({ type: 'fault', at: Date.now(), fault: `${name} ${what}`.trim() });
    },
  );
  const until = Date.now() + options.seconds * 1_000;
  for (let told = Date.now(); Date.now() < until && decisions < options.decisions; await sleep(200)) {
    if (Date.now() - told < 60_000) continue;
    told = Date.now();
    log(`${decisions} decisions, ${sum(faults)} faults`);
  }
  const stopLoad = () => load.child().connected && load.child().send('stop');
  stopLoad();
  // Stories that have begun go on under faults for a while, then in peace.
  await Promise.race([allStoriesEnded, sleep(5_000)]);
  stop.abort();
  await breaking;
  // Clients that were killed in between do not know yet.
  stopLoad();
  await Promise.race([allStoriesEnded, once(load.child(), 'exit'), sleep(MAX_DRAIN_MS)]);
  receiver.answerAll();

  log(`${decisions} decisions, ${sum(faults)} faults. Reading every record`);
  const connection = await Connection.connect({ address: server.address });
  ends.push(() => connection.close());
  const calls = callsOf(lines);
  const { healed, ...read } = await readEvidence(connection, calls, options.keep);
  const effects = existsSync(journal)
    ? readFileSync(journal, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Effect)
    : [];
  const evidence: Evidence = { calls, ...read, effects, deliveries: receiver.deliveries };
  if (options.keep) writeFileSync(join(folder, 'evidence.json'), JSON.stringify(evidence));
  return {
    ...{ seed, seconds: Math.round((Date.now() - began) / 1_000), faults, healed },
    ...summary(evidence),
    violations: check(evidence),
  };
}

/** Temporal's dev server with its data in a file, so that it can be killed. */
async function startServer(dbFile: string): Promise<VictimServer & Pick<DevServer, 'address' | 'stop'>> {
  let server = await startDevServer({ port: 0, headless: true, dbFile });
  const { address } = server;
  const port = Number(address.split(':').at(-1));
  const connection = await Connection.connect({ address });
  await registerSearchAttributes(connection, 'default');
  await connection.close();
  let isGone = false;
  return {
    address,
    signal: (signal) => void process.kill(server.pid, signal),
    async kill() {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
      isGone = true;
    },
    async start() {
      if (!isGone) return;
      server = await startDevServer({ port, headless: true, dbFile });
      isGone = false;
    },
    stop: () => server.stop(),
  };
}

function summary({ calls, requests, runs, deliveries }: Evidence) {
  const answers: CampaignResult['answers'] = {};
  for (const { what, answer, error } of calls) {
    const counts = (answers[what] ??= {});
    const outcome = answer === undefined ? (error ?? 'no answer') : (answer.outcome ?? 'done');
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return {
    answers,
    requests: countBy(requests.map(({ record }) => record?.status ?? 'absent')),
    runs: countBy(runs.map(({ record }) => record?.status ?? 'absent')),
    deliveries: {
      received: deliveries.length,
      accepted: deliveries.filter(({ accepted }) => accepted).length,
      messages: new Set(deliveries.map(({ id }) => id)).size,
    },
  };
}

function countBy(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
