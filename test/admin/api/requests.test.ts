import { defaultPayloadConverter } from '@temporalio/common';
import { type Ask, adminOn, type AdminForTests, ADMIN_CONFIG } from '../../support/admin-app';
import { startedByHand } from '../../support/by-hand';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';
import { withoutWorker } from '../../support/without-worker';

let temporal: TemporalForTests;
let admin: AdminForTests;
let [ana, bo, cy, olga]: Ask[] = [];
let bot: Ask;

beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  admin = adminOn(temporal);
  [ana, bo, cy, olga] = await Promise.all(['ana', 'bo', 'cy', 'olga'].map((name) => admin.as(name)));
  bot = admin.withKey(['request', 'read']);
});
afterAll(() => temporal?.stop());

const work = (story: () => Promise<void>) => () => temporal.withWorker(story, ADMIN_CONFIG);

async function requested(more: object = {}): Promise<string> {
  const { body } = await bot('POST', '/api/requests', { action: 'pay', context: { amount: 5 }, ...more });
  return encodeURIComponent((body as { id: string }).id);
}

it(
  'accepts a request of a program, and decides it as the person who has signed in',
  work(async () => {
    const made = await bot('POST', '/api/requests', {
      action: 'pay',
      context: { amount: 5 },
      requesterId: 'user-1',
    });
    expect(made).toMatchObject({ status: 201, body: { status: 'pending', created: true } });
    const { id } = made.body as { id: string };

    const decided = await ana!('POST', `/api/requests/${id}/decisions`, {
      decision: 'approve',
      notes: 'fits',
    });
    expect(decided).toMatchObject({ status: 200, body: { outcome: 'accepted', status: 'approved' } });

    const record = await bot('GET', `/api/requests/${id}`);
    expect(record.body).toMatchObject({
      requesterId: 'user-1',
      decisions: [{ decidedBy: 'ana', notes: 'fits', via: 'inbox' }],
    });
  }),
);

it(
  'answers every verdict with the status of its outcome',
  work(async () => {
    const id = await requested();
    const decide = (who: Ask | undefined, said: object, headers?: Record<string, string>) =>
      who!('POST', `/api/requests/${id}/decisions`, said, headers);

    expect(await decide(ana, { decision: 'reject' })).toMatchObject({
      status: 422,
      body: { outcome: 'invalid' },
    });
    expect(await decide(olga, { decision: 'approve' })).toMatchObject({
      status: 403,
      body: { outcome: 'not_authorized' },
    });
    const stale = { decision: 'approve', expected: { contentHash: 'other' } };
    expect(await decide(ana, stale)).toMatchObject({ status: 409, body: { outcome: 'superseded' } });
    const key = { 'Idempotency-Key': 'click-1' };
    expect(await decide(ana, { decision: 'approve' }, key)).toMatchObject({
      status: 200,
      body: { outcome: 'accepted' },
    });
    expect(await decide(ana, { decision: 'approve' }, key)).toMatchObject({
      status: 200,
      body: { outcome: 'duplicate' },
    });
    expect(await decide(bo, { decision: 'reject', reason: 'no' })).toMatchObject({
      status: 409,
      body: { outcome: 'conflict', decidedBy: 'ana' },
    });

    const called = await requested();
    expect(await bot('POST', `/api/requests/${called}/cancel`, { reason: 'done otherwise' })).toMatchObject({
      status: 200,
      body: { outcome: 'accepted', status: 'cancelled' },
    });
    expect(await ana!('POST', `/api/requests/${called}/decisions`, { decision: 'approve' })).toMatchObject({
      status: 410,
      body: { outcome: 'cancelled' },
    });
  }),
);

it('answers that a decision is queued while no worker runs, and accepted once one runs', async () => {
  const id = await withoutWorker(temporal, async () => {
    const id = await requested();
    // No worker has planned the request, so its approvers are not known. Only a person who may read everything finds it.
    const hasty = await adminOn(temporal).as('olga');
    const queued = await hasty('POST', `/api/requests/${id}/decisions`, { decision: 'approve' });
    expect(queued).toMatchObject({ status: 202, body: { outcome: 'queued' } });
    return id;
  });
  await temporal.withWorker(async () => {
    await eventually(async () => (await olga!('GET', `/api/requests/${id}`)).body.plan !== undefined);
    const settled = await ana!('POST', `/api/requests/${id}/decisions`, { decision: 'approve' });
    expect(settled.body).toMatchObject({ outcome: 'accepted' });
    const { body } = await bot('GET', `/api/requests/${id}`);
    expect(body).toMatchObject({ refused: [{ by: 'olga', outcome: 'not_authorized' }] });
  }, ADMIN_CONFIG);
});

it(
  'waits until a request has ended, or until the timeout',
  work(async () => {
    const id = await requested();
    expect(await bot('GET', `/api/requests/${id}/wait?timeout=300ms`)).toMatchObject({
      status: 202,
      body: { status: 'pending' },
    });
    const waiting = bot('GET', `/api/requests/${id}/wait`);
    await ana!('POST', `/api/requests/${id}/decisions`, { decision: 'reject', reason: 'too much' });
    expect(await waiting).toMatchObject({
      status: 200,
      body: { status: 'rejected', rejectionReason: 'too much' },
    });
    expect((await bot('GET', `/api/requests/${id}/wait?timeout=30`)).body).toMatchObject({
      status: 422,
      errors: [{ path: 'timeout' }],
    });
  }),
);

it(
  'returns an id with any characters',
  work(async () => {
    for (const id of ['a/b', 'über 100%', 'a%2Fb', '?#&=', '日本 語', "o'neil"]) {
      const unique = `${id}-${Math.random()}`;
      const address = await requested({ id: unique });
      expect((await bot('GET', `/api/requests/${address}`)).body).toMatchObject({ id: unique });
      const decided = await ana!('POST', `/api/requests/${address}/decisions`, { decision: 'approve' });
      expect(decided.body).toMatchObject({ id: unique, outcome: 'accepted' });
    }
  }),
);

it(
  'returns the same request for the same id, and tells other people nothing about it',
  work(async () => {
    const content = { action: 'pay', id: `invoice-${Math.random()}`, context: { amount: 1 } };
    expect((await bot('POST', '/api/requests', content)).status).toBe(201);
    expect(await bot('POST', '/api/requests', content)).toMatchObject({
      status: 200,
      body: { created: false },
    });
    const stranger = admin.withKey(['request'], { name: 'other' });
    const taken = await stranger('POST', '/api/requests', { ...content, action: 'guess' });
    expect(taken).toMatchObject({ status: 409, body: { name: 'RequestIdTaken' } });
    expect(JSON.stringify(taken.body)).not.toMatch(/pay|bot/);
  }),
);

it(
  'decides several requests at once, each with its own result',
  work(async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => requested()));
    const secret = await requested({ action: 'read_secret' });
    const decisions = await Promise.all(
      [...ids, secret, 'nobodys'].map(async (id) => ({
        id: decodeURIComponent(id),
        decision: 'approve',
        expected: {
          contentHash: (await bot('GET', `/api/requests/${id}`)).body.plan?.contentHash ?? 'unknown',
        },
      })),
    );
    const { status, body } = await ana!('POST', '/api/decisions', { decisions });
    expect(status).toBe(200);
    const { results } = body as { results: { status: number }[] };
    expect(results.map((result) => result.status)).toEqual([200, 200, 200, 200, 200, 404, 404]);
    expect(results[0]).toMatchObject({ verdict: { outcome: 'accepted' } });
    expect(results[6]).toMatchObject({ problem: { name: 'RequestNotFound' } });
    const tooMany = Array.from({ length: 101 }, () => decisions[0]);
    expect((await ana!('POST', '/api/decisions', { decisions: tooMany })).status).toBe(422);
  }),
);

it(
  'decides none of several requests without the content hash that was shown, and says what to send',
  work(async () => {
    const id = decodeURIComponent(await requested());
    for (const expected of [undefined, {}, { stage: 1 }, { contentHash: '' }]) {
      const decisions = [{ id, decision: 'approve', ...(expected && { expected }) }];
      const { status, body } = await ana!('POST', '/api/decisions', { decisions });
      expect(status).toBe(422);
      expect(body.errors[0].path).toMatch(/^decisions\.0\.expected/);
      expect(body.detail).toMatch(/is required: send .*contentHash/);
    }
    const decisions = [{ id, decision: 'approve', expected: { contentHash: 'of something else' } }];
    expect((await ana!('POST', '/api/decisions', { decisions })).body.results[0]).toMatchObject({
      status: 409,
      verdict: { outcome: 'superseded' },
    });
    expect((await bot('GET', `/api/requests/${id}`)).body).toMatchObject({
      status: 'pending',
      refusedCount: 0,
    });
  }),
);

it(
  'does not decide a request where the list shows something else than the request contains, and names the fields',
  work(async () => {
    const memo = { action: 'pay_a_cent', requesterId: 'the-boss', description: 'a cent' };
    const [forged, honest] = await Promise.all([
      startedByHand(temporal, { context: { amount: 1e6 } }, memo),
      startedByHand(temporal, { description: 'the truth' }),
    ]);
    const decisions = [forged, honest].map(({ id, contentHash }) => ({
      id,
      decision: 'approve',
      expected: { contentHash },
    }));
    const { body } = await ana!('POST', '/api/decisions', { decisions });
    expect(body.results).toMatchObject([
      {
        status: 409,
        verdict: { outcome: 'superseded', status: 'pending' },
        mismatches: ['action', 'description', 'requesterId'],
      },
      { status: 200, verdict: { outcome: 'accepted', status: 'approved' } },
    ]);
    expect(body.results[1]).not.toHaveProperty('mismatches');
    expect((await temporal.manager.getRequest(forged.id)).decisions).toEqual([]);
  }),
);

it('does not decide a request whose content cannot be decoded, whatever its memo says', async () => {
  const id = `encrypted-${Math.random()}`;
  const { client, taskQueue } = temporal;
  const json = (value: string) => defaultPayloadConverter.toPayload(value);
  await client.workflowService.startWorkflowExecution({
    namespace: temporal.namespace,
    workflowId: id,
    workflowType: { name: 'hitlApproval' },
    taskQueue: { name: `${taskQueue}-nobody` },
    requestId: id,
    input: {
      payloads: [{ metadata: { encoding: Buffer.from('binary/encrypted') }, data: Buffer.from('?') }],
    },
    memo: { fields: { action: json('pay_a_cent'), requesterId: json('eve'), contentHash: json('guessed') } },
  });
  const decisions = [{ id, decision: 'approve', expected: { contentHash: 'guessed' } }];
  const { body } = await olga!('POST', '/api/decisions', { decisions });
  expect(body.results).toMatchObject([
    { status: 409, verdict: { outcome: 'superseded', message: expect.stringContaining('cannot be read') } },
  ]);
  const { events = [] } = await client.workflow.getHandle(id).fetchHistory();
  expect(events?.some((event) => event.workflowExecutionSignaledEventAttributes)).toBe(false);
});

it(
  'lists the requests that are assigned to me, in pages',
  work(async () => {
    const ids = await Promise.all(Array.from({ length: 3 }, () => requested({ action: 'read_secret' })));
    const all = async (): Promise<string[]> => {
      const found: string[] = [];
      let cursor = '';
      do {
        const { body } = await cy!('GET', `/api/requests?approver=me&status=pending&limit=2${cursor}`);
        const page = body as { items: { id: string }[]; nextCursor?: string };
        found.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
      } while (cursor);
      return found;
    };
    // Lists are eventually consistent.
    let found: string[] = [];
    for (let tries = 0; tries < 50 && !ids.every((id) => found.includes(id)); tries++) found = await all();
    expect(found).toEqual(expect.arrayContaining(ids));
  }),
);

it(
  'lists what has ended, however it ended',
  work(async () => {
    const action = `end_me_${Math.random()}`;
    const ids = await Promise.all(Array.from({ length: 3 }, () => requested({ action })));
    await temporal.manager.approve(ids[0]!, { decidedBy: 'ana' });
    await temporal.manager.cancel(ids[1]!, { cancelledBy: 'olga' });
    await eventually(async () => {
      const { body } = await olga!('GET', `/api/requests?action=${action}&status=ended`);
      const found = body.items.map(({ id }: { id: string }) => id) as string[];
      return found.sort().join() === ids.slice(0, 2).sort().join();
    });
  }),
);
