import {
  api,
  clusterPlace,
  end,
  hitl,
  type ProcessName,
  start,
  startPayingRun,
} from '../support/cluster/control';
import { eventually } from '../support/temporal';

const request = { action: 'transfer_funds', requesterId: 'agent', context: { amount: 20_000 } };

/** Requests and decides one request after another until `story` has ended. Returns what became of each. */
async function decideDuring(story: () => Promise<unknown>) {
  let isOver = false;
  const told = story().finally(() => (isOver = true));
  const decided: { id: string; outcome: string }[] = [];
  const people = Array.from({ length: 4 }, async () => {
    do {
      const { id } = (await api('/requests', request)).body;
      const { outcome } = (await api(`/requests/${id}/decisions`, { decision: 'approve' }, 'ana')).body;
      decided.push({ id, outcome });
    } while (!isOver);
  });
  await Promise.all([told, ...people]);
  return decided;
}

/** Each decision counted once, also if its first answer was lost. */
async function expectAllCounted(decided: { id: string; outcome: string }[]) {
  for (const { id, outcome } of decided) {
    expect(['accepted', 'duplicate']).toContain(outcome);
    const { status, decisions } = (await api(`/requests/${id}`)).body;
    expect([status, decisions.length]).toEqual(['approved', 1]);
  }
}

const killAndStart = async (name: ProcessName) => {
  await end(name, 'SIGKILL');
  await start(name);
};

it.each(['hitl-admin-1', 'hitl-worker-1', 'frontend-1', 'history', 'matching', 'postgresql'] as const)(
  'no decision is lost while %s is killed and started',
  async (name) => {
    await expectAllCounted(await decideDuring(() => killAndStart(name)));
  },
);

it('no decision is lost while PostgreSQL is restarted in order', async () => {
  const restart = async () => {
    await end('postgresql', 'SIGINT');
    await start('postgresql');
  };
  await expectAllCounted(await decideDuring(restart));
});

it('a step whose worker is killed is repeated by the other worker', async () => {
  const { run, calls, stop } = await startPayingRun();
  try {
    const victim = calls[0]?.pod as ProcessName;
    await end(victim, 'SIGKILL');
    await eventually(async () => calls.length === 2, 60_000);
    const [, second] = calls;
    expect(second).toMatchObject({ attempt: 2, pod: expect.not.stringMatching(victim) });
    second?.response.end();
    expect(await hitl('run', 'wait', run)).toMatchObject({ output: { paidBy: second?.pod } });
    await start(victim);
  } finally {
    stop();
  }
});

it('a worker that is being stopped finishes its step', async () => {
  const { run, calls, stop } = await startPayingRun();
  try {
    const [first] = calls;
    const victim = first?.pod as ProcessName;
    const ended = end(victim, 'SIGTERM');
    const { health } = clusterPlace();
    await eventually(async () => (await fetch(`${health[victim]}/readyz`)).status === 503);
    first?.response.end();
    await ended;
    expect(await hitl('run', 'wait', run)).toMatchObject({ output: { paidBy: victim } });
    expect(calls).toHaveLength(1);
    await start(victim);
  } finally {
    stop();
  }
});
