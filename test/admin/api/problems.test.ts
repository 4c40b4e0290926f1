import { ADMIN, adminOn, nowhere } from '../../support/admin-app';

const temporal = nowhere();
const bot = adminOn(temporal).withKey(['request', 'read']);

it.each([
  [400, 'POST', '/api/requests', '{"action":', {}],
  [401, 'GET', '/api/requests', undefined, { Authorization: 'Basic YW5hOmFuYQ==' }],
  [404, 'GET', '/api/nothing/here', undefined, {}],
  [404, 'GET', '/api/requests/', undefined, {}],
  [405, 'DELETE', '/api/requests', undefined, {}],
  [405, 'OPTIONS', '/api/requests', undefined, {}],
  [405, 'POST', '/api/me', {}, {}],
  [413, 'POST', '/api/requests', { action: 'x'.repeat(2 * 1024 * 1024) }, {}],
  [415, 'POST', '/api/requests', 'action=pay', { 'Content-Type': 'application/x-www-form-urlencoded' }],
  [415, 'POST', '/api/requests', '{"action":"pay"}', { 'Content-Type': 'text/plain' }],
  [422, 'POST', '/api/requests', {}, {}],
  [422, 'GET', '/api/requests?colour=red', undefined, {}],
] as const)('answers %i as a problem: %s %s', async (status, method, path, body, headers) => {
  const answer = await bot(method, path, body, { ...headers });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
  expect(answer.body).toMatchObject({ status, title: expect.any(String) });
  const { type, name } = answer.body as { type: string; name?: string };
  expect(type).toBe(name === undefined ? 'about:blank' : `/docs/reference/errors.md#${name.toLowerCase()}`);
});

it('explains the named problems at the address of their type', async () => {
  const { body } = await bot('GET', '/api/requests?colour=red');
  expect(body).toMatchObject({ type: '/docs/reference/errors.md#invalidinput', name: 'InvalidInput' });
  const page = await adminOn(temporal).ask('GET', body.type);
  expect([page.status, page.body]).toEqual([200, expect.stringContaining('### InvalidInput')]);
});

it('names every invalid field, and the methods that a path allows', async () => {
  const { body } = await bot('POST', '/api/requests', { action: '', description: 5, colour: 'red' });
  expect(body.errors.map(({ path }: { path: string }) => path).sort()).toEqual(['', 'action', 'description']);
  expect((await bot('PUT', '/api/requests', {})).headers.get('Allow')).toBe('POST, GET, HEAD');
});

it.each([
  ['{"action":"pay","context":{"amount":9007199254740993}}', 'context.amount is an integer beyond'],
  [
    '{"action":"pay","context":{"rate":0.12345678901234567890}}',
    'context.rate is a number with too many digits',
  ],
  ['{"action":"pay","context":{"amount":1e400}}', 'context.amount is a number that is too large'],
  ['{"action":"read","action":"pay"}', 'action appears twice in one object'],
])('refuses values that JSON would change: %s', async (sent, detail) => {
  const { status, body } = await bot('POST', '/api/requests', sent);
  expect([status, body]).toMatchObject([
    422,
    { name: 'InvalidInput', detail: expect.stringContaining(detail) },
  ]);
});

it('says how long to wait after too many requests', async () => {
  const strict = adminOn(temporal, { admin: { ...ADMIN, limits: { account: 2, address: 100 } } });
  const key = strict.withKey(['read']);
  const answers = [await key('GET', '/api/me'), await key('GET', '/api/me'), await key('GET', '/api/me')];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(Number(answers[2]?.headers.get('Retry-After'))).toBeGreaterThan(0);
  expect(answers[2]?.headers.get('Content-Type')).toBe('application/problem+json');
});

it('writes the cause of an internal error only to its log', async () => {
  const broken = adminOn(temporal, { config: { directory: {}, fallback: 'approve' } });
  const key = broken.withKey(['request']);
  const spy = jest.spyOn(temporal.client.workflow, 'start').mockRejectedValue(new Error('the secret'));
  const answer = await key('POST', '/api/requests', { action: 'pay' });
  spy.mockRestore();
  expect(answer.status).toBe(500);
  expect(JSON.stringify(answer.body)).not.toContain('the secret');
  expect(broken.log.join()).toContain('the secret');
});
