import { type Ask, ADMIN_CONFIG, adminOn, signIn } from '../../support/admin-app';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => {
  temporal = await startTemporal();
});
afterAll(() => temporal?.stop());

/** Paths that are not in the document of the API. */
const OTHERS = [
  '/',
  '/healthz',
  '/readyz',
  '/metrics',
  '/sign-in',
  '/sign-in/dev',
  '/sign-out',
  '/api/openapi.json',
];

interface Document {
  paths: Record<string, object>;
}

async function addresses(ask: Ask, ids: Record<string, string>): Promise<string[]> {
  const { paths } = (await ask('GET', '/api/openapi.json')).body as Document;
  const pages = ['/requests', '/requests/{id}', '/escalations', '/escalations/{id}', '/runs', '/runs/{id}'];
  return [...Object.keys(paths).map((path) => `/api${path}`), ...pages, ...OTHERS].map((path) => {
    const kind = ['requests', 'escalations', 'runs'].find((each) => path.includes(`/${each}/`)) ?? 'requests';
    const query = path.endsWith('/wait') ? '?timeout=50ms' : '';
    return path.replace('{id}', ids[kind] ?? '') + query;
  });
}

/** The history length and status of every workflow, except the short-lived ones that ask a worker for its policies. */
async function lengths({ client }: TemporalForTests): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { workflowId } of client.workflow.list({ query: "WorkflowType != 'hitlPolicies'" })) {
    const { historyLength, status } = await client.workflow.getHandle(workflowId).describe();
    found[workflowId] = `${historyLength} ${status.name}`;
  }
  return found;
}

it('GET, HEAD and OPTIONS change nothing, at any path', () =>
  temporal.withWorker(async () => {
    const admin = adminOn(temporal);
    const bot = admin.withKey(['request', 'read']);
    const olga = await admin.as('olga');
    const made = await bot('POST', '/api/requests', { action: 'pay' });
    const escalated = await bot('POST', '/api/runs/run-1/escalations', {
      level: 'human_review',
      reason: 'odd',
    });
    await eventually(
      async () => (await olga('GET', `/api/requests/${made.body.id}`)).body.plan !== undefined,
    );
    const ids = { requests: made.body.id, escalations: escalated.body.escalationId, runs: 'run-1' } as Record<
      string,
      string
    >;
    await eventually(async () => Object.keys(await lengths(temporal)).length >= 3);

    const before = await lengths(temporal);
    const all = await addresses(olga, ids);
    expect(all.length).toBeGreaterThan(25);
    for (const path of all)
      for (const method of ['GET', 'HEAD', 'OPTIONS']) {
        if (path === '/api/events' && method === 'GET') continue;
        const { status } = await olga(method, path);
        expect([path, method, status < 500]).toEqual([path, method, true]);
      }
    const headers = { Cookie: await signIn(admin.app, 'olga') };
    const stream = await admin.app.request('http://127.0.0.1:8234/api/events', { headers });
    expect(stream.status).toBe(200);
    await stream.body?.cancel();
    expect(await lengths(temporal)).toEqual(before);
  }, ADMIN_CONFIG));
