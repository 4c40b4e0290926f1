import type { Hono } from 'hono';
import { shownContentHash } from '../../../admin/access/requests';
import { createApp } from '../../../admin/server/create-app';
import { openAdminContext } from '../../../admin/server/open';
import { adminSettings } from '../../../admin/server/settings';
import type { RequestView } from '../../../client';
import { ConfigSchema } from '../../../contract/config/config';
import { signIn } from '../../support/admin-app';
import { managers, transfer } from '../../support/demo-data';
import { hiddenIn, textOf, unescaped, Visitor } from '../../support/form-visitor';
import { EVIDENCE, PNG, REFUND, RICHER_CONFIG } from '../../support/richer';
import { signedInInbox } from '../../support/signed-in-inbox';

jest.setTimeout(60_000);
const given = signedInInbox(RICHER_CONFIG);
let count = 0;

const asked = (more: object) =>
  transfer(managers(given.temporal), `evident-${++count}`, { ...REFUND, ...more });
const at = (id: string) => `/requests/${id}`;
const base64 = (text: string) => Buffer.from(text).toString('base64');

test('rationale and evidence are shown complete, below the arguments, and as the agent’s', async () => {
  const rationale = 'The customer is <b>right</b> \u202Eyllaer';
  const id = await asked({ rationale, evidence: EVIDENCE });
  const html = await given.ana.page(at(id));
  const text = textOf(html);
  expect(text).toContain('The agent’s own explanation refund-agent wrote this to support its request.');
  expect(text).toContain('The customer is <b>right</b> ⟨U+202E⟩yllaer');
  expect(text.indexOf('The agent’s own explanation')).toBeGreaterThan(text.indexOf(' Arguments '));
  for (const { title } of EVIDENCE) expect(text).toContain(title);
  expect(text).toContain('The lamp is broken. Please refund it.');
  expect(text).toMatch(/removed: -const limit = 100; added: \+const limit = 10000; \/\/ ⟨U\+202E⟩ecila/);
  expect(text).toContain('1 line added, 1 line removed');
  expect(html).toContain(
    `<img class="picture" src="${at(id)}/evidence/4" alt="The agent’s picture: Photo of the lamp"`,
  );
  expect(unescaped(html)).toContain('href="/leave?to=https%3A%2F%2Fshop.example%2Forders%2F77"');
  expect(text).toContain('Open shop.example');
  expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
});

test('a picture is served by its bytes, alone in its sandbox, to those who may read the request', async () => {
  const id = await asked({ evidence: EVIDENCE });
  const answer = await given.ana.get(`${at(id)}/evidence/4`);
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'no-store',
  });
  expect(Buffer.from(await answer.arrayBuffer()).toString('base64')).toBe(PNG);
  for (const other of ['0', '9', '-1', 'x', '__proto__'])
    expect((await given.ana.get(`${at(id)}/evidence/${other}`)).status).toBe(404);
  const stranger = await Visitor.signedIn(given.app, 'cy');
  expect((await stranger.get(`${at(id)}/evidence/4`)).status).toBe(404);
  expect((await new Visitor(given.app).get(`${at(id)}/evidence/4`)).status).toBe(302);
});

test('a page keeps its own stricter policy, and other pages keep theirs', async () => {
  const answer = await given.ana.get(at(await asked({ evidence: EVIDENCE })));
  expect(answer.headers.get('Content-Security-Policy')).toContain("script-src 'self'");
});

test.each([
  [
    'an image that is HTML',
    { kind: 'image', content: base64('<html><script>alert(1)</script>') },
    'is not a PNG, JPEG or WebP image',
  ],
  [
    'an SVG',
    { kind: 'image', content: base64('<svg xmlns="http://www.w3.org/2000/svg"/>') },
    'is not a PNG, JPEG or WebP image',
  ],
  [
    'a link with credentials',
    { kind: 'link', content: 'https://bank.example@evil.example/' },
    'must not contain a user name or a password',
  ],
  [
    'a script link',
    { kind: 'link', content: 'javascript:alert(1)' },
    'must be a link that begins with https://',
  ],
])('%s is refused by name', async (_what, item, problem) => {
  const input = { ...REFUND, evidence: [{ title: 'x', ...item }] } as never;
  await expect(given.temporal.manager.requestApproval(input)).rejects.toThrow(problem);
});

test('a picture with HTML behind its first bytes is sent as a picture and never as a page', async () => {
  const polyglot = Buffer.concat([Buffer.from(PNG, 'base64'), Buffer.from('<script>alert(1)</script>')]);
  const id = await asked({ evidence: [{ kind: 'image', title: 'x', content: polyglot.toString('base64') }] });
  const answer = await given.ana.get(`${at(id)}/evidence/0`);
  expect(answer.headers.get('Content-Type')).toBe('image/png');
  expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
});

test('a table of 2,000 rows and a text of 200 KB are shown complete', async () => {
  const rows = Array.from({ length: 2_000 }, (_, n) => ({ order: `order-${n}`, cents: n }));
  const content = `${'0123456789abcdef\n'.repeat(12_047)}END`;
  const id = await asked({
    evidence: [
      { kind: 'table', title: 'All orders', content: rows },
      { kind: 'text', title: 'The log', content },
    ],
  });
  const html = await given.ana.page(at(id));
  const cells = [...html.matchAll(/<td[^>]*>(order-\d+)<\/td>/g)].map(([, cell]) => cell);
  expect(cells).toEqual(rows.map(({ order }) => order));
  expect(textOf(html)).toContain('rows 1–50 of 2,000');
  expect(textOf(html)).toContain('Show the other 12,028 lines');
  expect(html.match(/0123456789abcdef/g)).toHaveLength(12_047);
});

/** The inbox, where each record has this evidence. The workflow itself refuses it. */
function inboxWith(evidence: unknown[]): Hono {
  const config = ConfigSchema.parse(RICHER_CONFIG);
  const settings = adminSettings(config.admin, { host: '127.0.0.1', port: 8234, env: {} });
  const context = openAdminContext({ config, settings, ...given.temporal });
  const { approvals } = context;
  const getRequest = async (id: string) => ({ ...(await approvals.getRequest(id)), evidence }) as RequestView;
  return createApp({
    ...context,
    approvals: Object.assign(Object.create(approvals), { getRequest }) as never,
  });
}

test('if evidence cannot be shown, the API for many decisions decides nothing', async () => {
  const id = await asked({});
  const trap = [{ kind: 'image', title: 'A trap', content: base64('<html>') }];
  const app = inboxWith(trap);
  const session = { Cookie: await signIn(app, 'ana') };
  const me = (await (await app.request('http://127.0.0.1:8234/api/me', { headers: session })).json()) as {
    csrfToken: string;
  };
  const record = { ...(await given.temporal.manager.getRequest(id)), evidence: trap } as RequestView;
  const expected = { contentHash: shownContentHash(record) };
  const sent = await app.request('http://127.0.0.1:8234/api/decisions', {
    method: 'POST',
    headers: { ...session, 'X-CSRF-Token': me.csrfToken, 'Content-Type': 'application/json' },
    body: JSON.stringify({ decisions: [{ id, decision: 'approve', expected }] }),
  });
  const answer: unknown = await sent.json();
  expect(answer).toMatchObject({ results: [{ id, status: 422, verdict: { outcome: 'invalid' } }] });
  expect(JSON.stringify(answer)).toContain(
    'A part of the evidence of this request cannot be shown: “A trap” is not a PNG, JPEG or WebP image',
  );
  expect((await given.temporal.manager.getRequest(id)).decisions).toEqual([]);
});

test('if evidence cannot be shown, the page says which, and nothing approves there', async () => {
  const id = await asked({});
  const visitor = await Visitor.signedIn(
    inboxWith([
      { kind: 'image', title: 'A trap', content: base64('<html>') },
      { kind: 'film', title: 'No kind', content: 1 },
    ]),
    'ana',
  );
  const html = await visitor.page(at(id));
  expect(textOf(html)).toContain(
    'A part of the evidence cannot be shown, so this cannot be approved here: “A trap” is not a PNG, JPEG or WebP image',
  );
  expect(textOf(html)).toContain('“No kind”');
  expect(html).not.toMatch(/value="approve"/);
  expect(html).not.toContain(`${at(id)}/edit`);
  expect(html).not.toContain('<img class="picture"');
  const fields = { ...hiddenIn(html, '/decide'), decision: 'approve' };
  const refused = await visitor.post('/decide', fields);
  expect(refused.status).toBe(422);
  expect(textOf(await refused.text())).toContain(
    'Nothing was approved. A part of the evidence cannot be shown',
  );
  expect(textOf(await visitor.page(`${at(id)}/edit`))).toContain('A part of the evidence cannot be shown');
  expect((await given.temporal.manager.getRequest(id)).decisions).toEqual([]);
});
