import { defined } from '../../../contract/defined';
import { adminOn } from '../../support/admin-app';
import { managers, transfer } from '../../support/demo-data';
import { decideSelected, hiddenIn, textOf, unescaped } from '../../support/form-visitor';
import { BATCH, PRESENTED_CONFIG, SQL } from '../../support/presented';
import { signedInInbox } from '../../support/signed-in-inbox';
import { eventually } from '../../support/temporal';

jest.setTimeout(60_000);
const given = signedInInbox(PRESENTED_CONFIG);
let count = 0;

const asked = (more: object) => transfer(managers(given.temporal), `shown-${++count}`, more);
const recordOf = (id: string) => given.temporal.manager.getRequest(id);

async function apiOf(name: string) {
  const { admin, ...config } = PRESENTED_CONFIG;
  return adminOn(given.temporal, { config, ...defined({ admin }) }).as(name);
}

async function approve(id: string, page: string, more: object = {}) {
  const fields = { ...hiddenIn(await given.ana.page(page), '/decide'), decision: 'approve', ...more };
  const answer = await given.ana.post('/decide', fields);
  return { status: answer.status, text: textOf(await answer.text()), record: await recordOf(id) };
}

test('mustReadAll: an approval counts only from the page that shows everything', async () => {
  const [id, other] = [await asked(BATCH), await asked({ ...BATCH, description: 'Another batch' })];
  const otherToken = hiddenIn(await given.ana.page(`/requests/${other}?read=all`), '/decide').read;
  expect(otherToken).toBeDefined();
  for (const more of [{}, { read: 'guessed' }, { read: otherToken }]) {
    const refused = await approve(id, `/requests/${id}`, more);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('the policy wants everything to be read first');
    expect(refused.record.decisions).toEqual([]);
  }
  expect((await approve(id, `/requests/${id}?read=all`)).record.status).toBe('approved');
});

test('mustReadAll: a request that is shown completely anyway is approved on its own page', async () => {
  const id = await asked({ ...BATCH, context: { amount: 5 } });
  expect((await approve(id, `/requests/${id}`)).record.status).toBe('approved');
});

test('high severity: an approval counts only with the tick, a rejection without', async () => {
  const [id, no] = [await asked(SQL), await asked(SQL)];
  const refused = await approve(id, `/requests/${id}`, { text: 'looks fine' });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('this request has critical severity');
  expect(refused.text).toContain('looks fine');
  expect((await approve(id, `/requests/${id}`, { sure: 'yes' })).record.status).toBe('approved');
  await given.ana.submit(`/requests/${no}`, '/decide', { decision: 'reject', text: 'no' });
  expect((await recordOf(no)).status).toBe('rejected');
});

test('bulk: false and mustReadAll: not decided together with others, not even by a form made by hand', async () => {
  const ids = [await asked(SQL), await asked(BATCH)];
  let pick: string[] = [];
  await eventually(async () => {
    const found = [...(await given.ana.page('/')).matchAll(/name="pick" value="([^"]*)"/g)];
    pick = found
      .map(([, value = '']) => unescaped(value))
      .filter((value) => ids.some((id) => value.includes(id)));
    return pick.length > 0;
  });
  // The row of a request that is decided on its own has no checkbox.
  expect(pick.map((value) => (JSON.parse(value) as { id: string }).id)).toEqual([ids[1]]);
  const { id, plan } = await recordOf(ids[0] ?? '');
  pick.push(JSON.stringify({ id, contentHash: plan?.contentHash, row: 'made by hand' }));
  const { review, results } = await decideSelected(given.ana, 'approve', pick);
  expect(results).toBe('');
  expect(review).toContain('Nothing to decide together');
  expect(review).toContain('A policy wants it to be decided on its own.');
  expect(review).toContain('wants everything to be read before a decision');
  const { csrf } = hiddenIn(await given.ana.page('/'), '/sign-out');
  const byHand = await given.ana.post('/decide-reviewed', { csrf, decision: 'approve', pick });
  expect(textOf(await byHand.text())).toContain('0 of 2 counted');
  for (const id of ids) expect((await recordOf(id)).decisions).toEqual([]);
});

test('mustReadAll: the API approves only with the hash of the content, for one request and for several', async () => {
  const [id, other] = [await asked(BATCH), await asked({ ...BATCH, description: 'Yet another batch' })];
  const { contentHash } = (await recordOf(id)).plan ?? {};
  const bo = await apiOf('bo');
  const sent = (more: object) =>
    bo('POST', `/api/requests/${id}/decisions`, { decision: 'approve', ...more });
  for (const more of [{}, { expected: { stage: 1 } }]) {
    const refused = await sent(more);
    expect(refused).toMatchObject({ status: 422, body: { outcome: 'invalid', status: 'pending' } });
    expect(refused.body.message).toContain('everything is read before an approval (mustReadAll)');
  }
  expect((await sent({ expected: { contentHash: 'guessed' } })).status).toBe(409);
  const decisions = [{ id: other, decision: 'approve', expected: { contentHash } }];
  const { body } = await bo('POST', '/api/decisions', { decisions });
  expect(body.results).toMatchObject([{ id: other, status: 409, verdict: { outcome: 'superseded' } }]);
  expect((await recordOf(other)).decisions).toEqual([]);
  expect(await sent({ expected: { contentHash } })).toMatchObject({
    status: 200,
    body: { outcome: 'accepted', status: 'approved' },
  });
});

test('bulk: false: the API for many decisions refuses it, the API for one request decides it', async () => {
  const id = await asked(SQL);
  const { contentHash } = (await recordOf(id)).plan ?? {};
  const bo = await apiOf('bo');
  const decisions = [{ id, decision: 'approve', expected: { contentHash } }];
  const { body } = await bo('POST', '/api/decisions', { decisions });
  expect(body.results).toMatchObject([{ id, status: 422, verdict: { outcome: 'invalid' } }]);
  expect(body.results[0].verdict.message).toContain('decided on its own (bulk: false)');
  expect((await recordOf(id)).decisions).toEqual([]);
  const alone = await bo('POST', `/api/requests/${id}/decisions`, { decision: 'approve' });
  expect(alone.status).toBe(200);
});
