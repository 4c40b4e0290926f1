import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeKey, writeKeys } from '../../../admin/sign-in/api-keys';
import { startTemporal, type TemporalForTests } from '../../support/temporal';
import { Child, installed } from '../cli/child';

jest.setTimeout(300_000);
const REQUESTS = 200;
const CONCURRENCY = 8;
const CONFIG = {
  directory: { payers: ['ana', 'bo'] },
  policies: [{ name: 'pay', approvers: ['payers'] }],
};

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await installed()));
const key = makeKey({ name: 'gateway', scopes: ['read', 'decide-as'], expiresAt: '2100-01-01T00:00:00Z' });
const servers: Child[] = [];
let temporal: TemporalForTests;

beforeAll(async () => {
  temporal = await startTemporal();
  writeKeys(join(folder, 'keys.json'), [key.key]);
  const access = { read: { all: ['gateway', 'everyone'] }, decide: ['everyone'] };
  const limits = { account: 1_000_000, address: 1_000_000 };
  const admin = { signIn: { keys: join(folder, 'keys.json') }, access, limits };
  writeFileSync(
    join(folder, 'temporal.config.ts'),
    `export default ${JSON.stringify({ ...CONFIG, admin })};`,
  );
});
afterAll(async () => {
  for (const admin of servers) admin.kill('SIGKILL');
  await Promise.all(servers.map(({ exited }) => exited));
  await temporal?.stop();
  await remove();
});

async function startAdmin(): Promise<{ child: Child; url: string }> {
  const flags = ['--port', '0', '--address', temporal.address, '--task-queue', temporal.taskQueue];
  const child = new Child(folder, ['admin', '--config', 'temporal.config.ts', ...flags, '-o', 'jsonl']);
  servers.push(child);
  await child.says('"url"');
  const { url } = JSON.parse(child.stdout) as { url: string };
  return { child, url };
}

interface Click {
  id: string;
  person: string;
  decision: string;
  reason?: string;
  key: string;
}
interface Answered extends Click {
  outcomes: string[];
}

/** Sends a decision, alternating between the servers, until one answers with a verdict. */
async function decide(click: Click, urls: string[], first: number): Promise<Answered> {
  const { id, person, decision, reason } = click;
  const outcomes: string[] = [];
  for (let tries = 0; tries < 40; tries++) {
    const url = urls[(first + tries) % urls.length] as string;
    try {
      const answer = await fetch(`${url}/api/requests/${encodeURIComponent(id)}/decisions`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${key.text}`,
          'Hitl-As': person,
          'Idempotency-Key': click.key,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify({ decision, ...(reason !== undefined && { reason }) }),
      });
      const body = (await answer.json()) as { outcome?: string };
      if (body.outcome !== undefined) outcomes.push(body.outcome);
      if (body.outcome !== undefined && body.outcome !== 'queued') return { ...click, outcomes };
    } catch {
      // The server was killed. The decision may have arrived, so it is sent again, to the other server.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${id}: no server answered ${person}`);
}

test('two admin servers, one killed in the middle of 200 decisions: no verdict is lost or doubled', () =>
  temporal.withWorker(async () => {
    const { manager } = temporal;
    const made = await Promise.all(
      Array.from({ length: REQUESTS }, (_, n) =>
        manager.requestApproval({ action: 'pay', requesterId: 'agent', context: { n } }),
      ),
    );
    const [victim, survivor] = [await startAdmin(), await startAdmin()];
    const urls = [victim.url, survivor.url];
    // ana approves and bo rejects each request at about the same time. Exactly one decision counts.
    const clicks = made.flatMap(({ id }): Click[] => [
      { id, person: 'ana', decision: 'approve', key: randomUUID() },
      { id, person: 'bo', decision: 'reject', reason: 'no', key: randomUUID() },
    ]);
    const answered: Answered[] = [];
    const waiting = clicks.entries();
    let killed: Promise<unknown> | undefined;
    const send = async () => {
      for (const [n, click] of waiting) {
        answered.push(await decide(click, urls, n >> 1));
        if (answered.length > REQUESTS / 2 && !killed) {
          victim.child.kill('SIGKILL');
          killed = victim.child.exited;
        }
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, send));
    await killed;
    expect(answered).toHaveLength(2 * REQUESTS);

    let repeated = 0;
    for (const { id } of made) {
      const record = await manager.getRequest(id);
      const [decision, ...more] = record.decisions;
      expect(more).toEqual([]);
      const isApproved = record.status === 'approved';
      expect(decision).toMatchObject(
        isApproved ? { decision: 'approve', decidedBy: 'ana' } : { decision: 'reject', decidedBy: 'bo' },
      );
      const clicked = answered.filter((click) => click.id === id);
      const winner = clicked.find(({ person }) => person === decision?.decidedBy);
      const loser = clicked.find(({ person }) => person !== decision?.decidedBy);
      // `duplicate`: the decision counted, but its first answer was lost with the killed server.
      expect(['accepted', 'duplicate']).toContain(winner?.outcomes.at(-1));
      expect(loser?.outcomes.at(-1)).toBe('conflict');
      expect(decision?.decisionId).toBe(winner?.key);
      // A queued decision is sent again, too.
      repeated += Number(winner?.outcomes.join() === 'duplicate');
    }
    expect(repeated).toBeLessThanOrEqual(CONCURRENCY);
  }, CONFIG));
