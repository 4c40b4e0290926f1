import { type Ask, ADMIN_CONFIG, adminOn, type AdminForTests } from '../../support/admin-app';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
let admin: AdminForTests;
const people: Record<string, Ask> = {};

beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  admin = adminOn(temporal);
  for (const name of ['ana', 'cy', 'eve', 'ada', 'olga', 'vi']) people[name] = await admin.as(name);
});
afterAll(() => temporal?.stop());

const work = (story: () => Promise<void>) => () => temporal.withWorker(story, ADMIN_CONFIG);
const as = (name: string) => people[name] as Ask;
const SECRET = 'the launch code is 0000';

/** A request from eve to the security team, with content that others may not read. */
async function secretOfEve(): Promise<string> {
  const content = { action: 'read_secret', description: SECRET, context: { why: SECRET } };
  const { body } = await as('eve')('POST', '/api/requests', content);
  return (body as { id: string }).id;
}

it(
  'shows a request to its requester, its approvers and readers of everything',
  work(async () => {
    const id = await secretOfEve();
    const status = async (name: string) => (await as(name)('GET', `/api/requests/${id}`)).status;
    // Until there is a plan, the approvers are unknown.
    await eventually(async () => (await as('ada')('GET', `/api/requests/${id}`)).body.plan !== undefined);
    const seen = Object.fromEntries(
      await Promise.all(Object.keys(people).map(async (name) => [name, await status(name)] as const)),
    );
    expect(seen).toEqual({ ana: 404, cy: 200, eve: 200, ada: 200, olga: 200, vi: 404 });
  }),
);

it(
  'reveals nothing about a request to others, by any route',
  work(async () => {
    const id = await secretOfEve();
    await as('cy')('GET', `/api/requests/${id}`);
    for (const name of ['ana', 'vi']) {
      const ask = as(name);
      const answers = [
        await ask('GET', `/api/requests/${id}`),
        await ask('GET', `/api/requests/${id}/wait?timeout=1s`),
        await ask('GET', `/api/lookup/${id}`),
        await ask('GET', `/api/events?id=${id}`),
        await ask('GET', '/api/requests?limit=1000'),
        await ask('GET', '/api/requests?requester=eve'),
        await ask('GET', '/api/requests?approver=security-team'),
        await ask('GET', '/api/requests?action=read_secret&order=deadline'),
        await ask('POST', `/api/requests/${id}/decisions`, { decision: 'approve' }),
        await ask('POST', `/api/requests/${id}/cancel`, {}),
        await ask('POST', '/api/decisions', {
          decisions: [{ id, decision: 'approve', expected: { contentHash: 'guessed' } }],
        }),
        await ask('POST', '/api/requests', { id, action: 'guess' }),
        await ask('GET', `/api/runs/${id}`),
        await ask('GET', `/api/runs/${id}/escalations`),
        await ask('GET', `/api/escalations/${id}`),
      ];
      for (const { body } of answers) {
        expect(JSON.stringify(body)).not.toContain(SECRET);
        expect(JSON.stringify(body)).not.toMatch(/read_secret|\beve\b|security-team/);
      }
    }
    // None of these attempts reached the request.
    const { body } = await as('ada')('GET', `/api/requests/${id}`);
    expect(body).toMatchObject({ status: 'pending', refusedCount: 0 });
  }),
);

it(
  'gives the same answer for a missing and an unreadable request',
  work(async () => {
    const id = await secretOfEve();
    const answerTo = async (wanted: string) => {
      const { status, body } = await as('ana')('GET', `/api/requests/${wanted}`);
      return { status, body: JSON.parse(JSON.stringify(body).replaceAll(wanted, 'ID')) as unknown };
    };
    expect(await answerTo(id)).toEqual(await answerTo('approval-that-nobody-made'));
    const foreign = await temporal.client.workflow.start('somebodyElses', {
      taskQueue: 'nowhere',
      workflowId: `foreign-${Math.random()}`,
    });
    expect(await answerTo(foreign.workflowId)).toEqual(await answerTo('approval-that-nobody-made'));
    expect(
      (await as('olga')('POST', `/api/requests/${foreign.workflowId}/decisions`, { decision: 'approve' }))
        .status,
    ).toBe(404);
    expect((await as('olga')('POST', `/api/runs/${foreign.workflowId}/cancel`, {})).status).toBe(404);
    const { history } = await foreign.fetchHistory().then((found) => ({ history: found.events ?? [] }));
    expect(history.some(({ workflowExecutionSignaledEventAttributes: signal }) => signal)).toBe(false);
  }),
);

it(
  'shows a run and its escalation to its program, its requester, the assignees and readers of everything',
  work(async () => {
    const program = admin.withKey(['request', 'read'], { name: 'agent' });
    const runId = `run-${Math.random()}`;
    const reported = await program('POST', `/api/runs/${runId}/reports`, {
      context: { confidence: 0.1 },
      escalate: true,
      requesterId: 'user-9',
    });
    expect(reported).toMatchObject({ status: 200, body: { shouldEscalate: true } });
    const { escalationId } = reported.body as { escalationId: string };
    const other = admin.withKey(['request', 'read'], { name: 'other' });

    const callers: Record<string, Ask> = { ...people, program, other };
    // Lists are slightly behind.
    await eventually(
      async () => (await as('ana')('GET', `/api/escalations?run=${runId}`)).body.items?.length === 1,
    );
    const seen = async (path: string) =>
      Object.fromEntries(
        await Promise.all(
          Object.entries(callers).map(
            async ([name, ask]) => [name, (await ask('GET', path)).status] as const,
          ),
        ),
      );
    const readers = { ana: 200, eve: 200, cy: 404, ada: 200, olga: 200, vi: 404, program: 200, other: 404 };
    // The security team may resolve after a promotion, and may read from the start.
    expect(await seen(`/api/escalations/${escalationId}`)).toEqual({ ...readers, cy: 200 });
    expect(await seen(`/api/runs/${runId}`)).toEqual(readers);
    expect(await seen(`/api/runs/${runId}/escalations`)).toEqual(readers);

    expect((await other('POST', `/api/runs/${runId}/reports`, { context: {} })).status).toBe(409);
    expect((await other('POST', `/api/runs/${runId}/finish`, {})).status).toBe(404);
    expect((await as('vi')('POST', `/api/escalations/${escalationId}/acknowledge`, {})).status).toBe(403);
  }),
);

it(
  'gives each principal only the permissions in the config',
  work(async () => {
    const forbidden = { status: 403, body: { name: 'Forbidden' } };
    expect(await as('vi')('POST', '/api/requests', { action: 'pay' })).toMatchObject(forbidden);
    expect(await as('vi')('POST', '/api/runs', { agent: 'any' })).toMatchObject(forbidden);
    expect(await as('ada')('POST', '/api/requests', { action: 'pay' })).toMatchObject(forbidden);
    // A person requests only in their own name. Otherwise they could approve their own requests.
    expect(await as('ana')('POST', '/api/requests', { action: 'pay', requesterId: 'bot' })).toMatchObject(
      forbidden,
    );

    const id = await secretOfEve();
    expect(await as('ada')('POST', `/api/requests/${id}/decisions`, { decision: 'approve' })).toMatchObject(
      forbidden,
    );
    const reader = admin.withKey(['read'], { name: 'reader' });
    expect(await reader('POST', '/api/requests', { action: 'pay' })).toMatchObject(forbidden);
    const program = admin.withKey(['request', 'read'], { name: 'agent' });
    const made = await program('POST', '/api/requests', { action: 'pay' });
    const decided = await program('POST', `/api/requests/${made.body.id}/decisions`, { decision: 'approve' });
    expect(decided).toMatchObject(forbidden);
  }),
);

it(
  'ignores the name of an approver in a body',
  work(async () => {
    const made = await as('eve')('POST', '/api/requests', { action: 'pay' });
    const path = `/api/requests/${made.body.id}/decisions`;
    for (const field of ['reviewer', 'decidedBy', 'decided_by', 'as']) {
      const forged = await as('eve')('POST', path, { decision: 'approve', [field]: 'ana' });
      expect(forged).toMatchObject({ status: 422, body: { name: 'InvalidInput' } });
    }
    // A decision on an own request is refused and recorded.
    expect(await as('eve')('POST', path, { decision: 'approve' })).toMatchObject({
      status: 403,
      body: { outcome: 'not_authorized' },
    });
    const { body } = await as('eve')('GET', `/api/requests/${made.body.id}`);
    expect(body).toMatchObject({ status: 'pending', refused: [{ by: 'eve', outcome: 'not_authorized' }] });
  }),
);

it('treats a person named me as one person', async () => {
  const me = await admin.as('me');
  expect((await me('GET', '/api/requests?approver=me')).body).toEqual({ items: [] });
});

/** A run that a program requested. */
async function runOfAgent(): Promise<string> {
  const agent = admin.withKey(['request', 'read'], { name: 'agent' });
  const id = `run-${Math.random()}`;
  await agent('POST', `/api/runs/${id}/reports`, { context: { confidence: 0.9 } });
  return id;
}

it(
  'a request that names a run does not make the run readable',
  work(async () => {
    const runId = await runOfAgent();
    expect((await as('eve')('GET', `/api/runs/${runId}`)).status).toBe(404);
    for (const id of [runId, 'run-that-will-be'])
      expect(await as('eve')('POST', '/api/requests', { action: 'pay', runId: id })).toMatchObject({
        status: 404,
        body: { name: 'RunNotFound' },
      });
    const other = admin.withKey(['request'], { name: 'other' });
    expect((await other('POST', '/api/requests', { action: 'pay', runId })).status).toBe(404);
    for (const ask of [as('eve'), as('ana')])
      expect((await ask('GET', `/api/runs/${runId}`)).status).toBe(404);
  }),
);

it(
  'a program may request for its run before the first report, and the approvers may read the run',
  work(async () => {
    const agent = admin.withKey(['request', 'read'], { name: 'agent' });
    const runId = `run-${Math.random()}`;
    expect((await agent('POST', '/api/requests', { action: 'pay', runId })).status).toBe(201);
    expect((await agent('POST', `/api/runs/${runId}/reports`, { context: {} })).status).toBe(200);
    expect((await agent('POST', '/api/requests', { action: 'pay', runId, context: { n: 2 } })).status).toBe(
      201,
    );
    await eventually(async () => (await as('ana')('GET', `/api/runs/${runId}`)).status === 200);
  }),
);

it(
  'a key cannot cancel or finish what it has not submitted, even if it may read it',
  work(async () => {
    const runId = await runOfAgent();
    const reader = admin.withKey(['request', 'read'], { name: 'olga-bot' });
    const made = await as('eve')('POST', '/api/requests', { action: 'pay' });
    for (const path of [`requests/${made.body.id}/cancel`, `runs/${runId}/cancel`, `runs/${runId}/finish`])
      expect([403, 404]).toContain((await reader('POST', `/api/${path}`, {})).status);
    expect((await as('eve')('GET', `/api/requests/${made.body.id}`)).body).toMatchObject({
      status: 'pending',
    });
  }),
);
