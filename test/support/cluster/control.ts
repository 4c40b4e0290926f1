import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { eventually } from '../temporal';
import type { Received } from '../webhook-receiver';

/*
 * What a test of the cluster does: it calls the admin servers through the balancer, and kills and starts processes.
 */

/** The cluster of this run, as the global set-up describes it to the test files. */
export interface ClusterPlace {
  /** Where processes are killed and started. */
  control: string;
  /** Temporal's frontends, behind a balancer. */
  address: string;
  namespace: string;
  taskQueue: string;
  /** The admin servers: behind the balancer, and each. */
  admin: string;
  admins: string[];
  /** Where each worker serves /healthz and /readyz. */
  health: Record<string, string>;
  /** A key that may request, read and decide as anyone. */
  key: string;
  /** The installed package: `node CLI`. */
  cli: string;
}

/** The environment variable with a `ClusterPlace` as JSON. */
export const PLACE = 'HITL_TEST_CLUSTER';

export const PROCESSES = [
  ...['postgresql', 'frontend-1', 'frontend-2', 'history', 'matching', 'worker'],
  ...['hitl-worker-1', 'hitl-worker-2', 'hitl-admin-1', 'hitl-admin-2'],
] as const;
export type ProcessName = (typeof PROCESSES)[number];

export function clusterPlace(): ClusterPlace {
  const place = process.env[PLACE];
  if (place === undefined) throw new Error('There is no cluster: npm run test:cluster');
  return JSON.parse(place) as ClusterPlace;
}

async function command(path: string, query: Record<string, string> = {}): Promise<unknown> {
  const answer = await fetch(`${clusterPlace().control}/${path}?${new URLSearchParams(query)}`, {
    method: 'POST',
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

/** Ends a process by a signal. Resolves when it has ended. */
export const end = (name: ProcessName, signal: NodeJS.Signals) => command('end', { name, signal });

/** Starts a process. Resolves when it does its work. */
export const start = (name: ProcessName) => command('start', { name });

/** The webhooks that were received about a request or escalation. */
export const webhooksAbout = async (id: string) =>
  ((await command('webhooks')) as Received[]).filter(({ payload }) =>
    JSON.stringify(payload).includes(`"${id}"`),
  );

/** The answer of an admin server. */
export interface Answer {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

const TRIES = 60;

/** For people a request does not exist until a worker has found out that they are asked: 404. */
function isTransient({ status, body }: Answer, as: string | undefined): boolean {
  return (
    status >= 500 || status === 429 || body?.outcome === 'queued' || (as !== undefined && status === 404)
  );
}

/**
 * Calls the HTTP API through the balancer. As the API's documentation says, it repeats a call that had no answer with the same
 * `Idempotency-Key`, and a decision that is `queued`.
 */
export async function api(path: string, body?: object, as?: string): Promise<Answer> {
  const { admin, key } = clusterPlace();
  const headers = {
    Authorization: `Bearer ${key}`,
    'Idempotency-Key': randomUUID(),
    'Content-Type': 'application/json',
    ...(as !== undefined && { 'Hitl-As': as }),
  };
  const init = { headers, ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }) };
  let last: unknown;
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      const answer = await fetch(`${admin}/api${path}`, init);
      const answered = { status: answer.status, body: await answer.json() };
      if (!isTransient(answered, as)) return answered;
      last = answered;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`${path} has no answer`, { cause: last });
}

/** Runs `hitl` of the image against the cluster. Returns what it prints as JSON. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export async function hitl(...words: string[]): Promise<any> {
  const { address, namespace, cli } = clusterPlace();
  const at = ['--address', address, '--namespace', namespace, '-o', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...words, ...at]);
  return JSON.parse(stdout);
}

/** The second step of the agent `payer`, on a worker. It ends when the test answers. */
interface StepCall {
  pod: ProcessName;
  attempt: number;
  status: string;
  response: ServerResponse;
}

/** Starts a run of `payer`, approves its payment, and waits until its second step has begun. */
export async function startPayingRun(): Promise<{ run: string; calls: StepCall[]; stop: () => void }> {
  const calls: StepCall[] = [];
  const server = createServer((got, response) => {
    let text = '';
    got.setEncoding('utf8').on('data', (more: string) => (text += more));
    got.on('end', () => calls.push({ ...(JSON.parse(text) as Omit<StepCall, 'response'>), response }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const input = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  const started = ['run', 'start', 'payer', '--requester', 'agent', '--input', JSON.stringify(input)];
  const { id: run } = (await hitl(...started)) as { id: string };
  let id: string | undefined;
  await eventually(async () => {
    const { body } = await api(`/requests?run=${run}&status=pending`);
    id = body.items[0]?.id;
    return id !== undefined;
  });
  await api(`/requests/${id}/decisions`, { decision: 'approve' }, 'ana');
  await eventually(async () => calls.length === 1);
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { run, calls, stop };
}
