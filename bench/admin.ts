import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { startAdminServer } from '../admin/server/serve';
import type { EscalationList, RequestList } from '../client';
import { ApprovalManager } from '../client/requests/approval-manager';
import { parseConfig } from '../worker/config';
import { managerDoor } from './doors';
import { fillWithEscalations, fillWithRows } from './rows';
import { type Site, withSite } from './site';
import { quantile } from './stats';
import { CONFIG, CONTENT, TASK_QUEUE } from './subjects';

/** Enough repetitions that the p99 is not just the slowest one. */
const REPEATS = 100;
const WARM_UP = 10;
/** The id of the one real request among the rows. */
const ONE = 'pending-one';
/** The id of a request with a context of almost 256 KB. */
const LARGE = 'pending-large';

/** How long people wait, in milliseconds. */
export interface Waited {
  p50: number;
  p99: number;
}

/**
 * Measures the admin server over HTTP, one reader at a time, with `pending` requests, and then as many escalations. All ask ana;
 * olga may read all.
 */
export async function measureAdmin(codePath: string, pending: number) {
  return withSite({ codePath, maxCachedWorkflows: 1_000 }, async (site) => {
    const door = managerDoor(site);
    await fillWithRows(site.client, pending);
    await door.start(ONE);
    await startLarge(site.client);
    return withAdmin(site, async (url) => {
      const [ana, olga] = [await signIn(url, 'ana'), await signIn(url, 'olga')];
      const ofRequests = {
        mine: await waited(`${url}/api/requests?approver=me&status=pending`, ana),
        all: await waited(`${url}/api/requests?status=pending`, olga),
        byDeadline: await waited(`${url}/api/requests?approver=me&order=deadline`, ana),
        bySeverity: await waited(`${url}/api/requests?approver=me&order=severity`, ana),
        byAge: await waited(`${url}/api/requests?approver=me&order=age`, ana),
        search: await searched(`${url}/api/requests?approver=me&search=${ONE}`, ana),
        searchAll: await searched(`${url}/api/requests?search=transfer&order=deadline`, olga),
        searchPage: await waited(`${url}/search?q=transfer&severity=high&order=severity`, ana),
        one: await waited(`${url}/api/requests/${ONE}`, ana),
        page: await waited(`${url}/requests/${ONE}`, ana),
        largePage: await waited(`${url}/requests/${LARGE}`, ana),
        inbox: await waited(`${url}/`, ana),
      };
      await fillWithEscalations(site.client, pending);
      return {
        pending,
        ...ofRequests,
        searchEscalations: await searched(`${url}/api/escalations?search=confidence&order=deadline`, olga),
        escalationsPage: await waited(`${url}/escalations?show=all&q=confidence`, olga),
      };
    });
  });
}

async function startLarge(client: Client): Promise<void> {
  const rows = Array.from({ length: 2_900 }, (_, index) => ({
    invoice: `INV-${index}`,
    to: `Vendor ${index % 50}`,
    amount: index * 374.5,
    note: 'checked by the agent',
  }));
  const manager = new ApprovalManager(client, { taskQueue: TASK_QUEUE });
  await manager.requestApproval({ ...CONTENT, id: LARGE, context: { ...CONTENT.context, rows } });
}

async function withAdmin<T>({ client }: Site, work: (url: string) => Promise<T>): Promise<T> {
  const access = { read: { own: ['everyone'], team: ['everyone'], all: ['olga'] }, decide: ['everyone'] };
  const limits = { account: 1_000_000, address: 1_000_000 };
  const config = parseConfig({ ...CONFIG, admin: { signIn: { dev: true }, access, limits } });
  const place = { host: '127.0.0.1', port: 0, env: {}, log: (line: string) => console.error(line) };
  const admin = await startAdminServer({ config, client, taskQueue: TASK_QUEUE, ...place });
  try {
    return await work(admin.url);
  } finally {
    await admin.stop();
  }
}

async function signIn(url: string, name: string): Promise<string> {
  const body = new URLSearchParams({ name });
  const answer = await fetch(`${url}/sign-in/dev`, { method: 'POST', body, redirect: 'manual' });
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** A search of an index that has been filled. */
async function searched(address: string, cookie: string): Promise<Waited> {
  for (;;) {
    const answer = await fetch(address, { headers: { cookie } });
    const { searched } = (await answer.json()) as RequestList | EscalationList;
    if (searched !== undefined && searched.rows >= searched.of) return waited(address, cookie);
    await sleep(1_000);
  }
}

async function waited(address: string, cookie: string): Promise<Waited> {
  const times: number[] = [];
  for (let round = 0; round < WARM_UP + REPEATS; round++) {
    const begun = performance.now();
    const answer = await fetch(address, { headers: { cookie } });
    await answer.text();
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    if (round >= WARM_UP) times.push(performance.now() - begun);
  }
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}
