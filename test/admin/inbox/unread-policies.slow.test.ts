import type { Hono } from 'hono';
import type { ConfigInput } from '../../../contract/config/config';
import { defined } from '../../../contract/defined';
import { adminOn } from '../../support/admin-app';
import { hiddenIn, textOf, Visitor } from '../../support/form-visitor';
import { inboxApp } from '../../support/inbox-app';
import { BATCH, PRESENTED_CONFIG } from '../../support/presented';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';
import { withoutWorker } from '../../support/without-worker';

/*
 * While no worker runs, nobody knows what the policies demand. Then the strictest of design rule 28 holds.
 */

jest.setTimeout(60_000);
const CONFIG: ConfigInput = {
  ...PRESENTED_CONFIG,
  // Who is asked is unknown too, so only a person who may read everything finds a request.
  admin: { signIn: { dev: true }, access: { read: { all: ['ana'] }, decide: ['everyone'] } },
};
let temporal: TemporalForTests;
let app: Hono;
let ana: Visitor;

beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  await withoutWorker(temporal, async () => {
    app = inboxApp(temporal, CONFIG);
    ana = await Visitor.signedIn(app, 'ana');
  });
});
afterAll(() => temporal?.stop());

const requested = async (more: object) =>
  (await temporal.manager.requestApproval({ requesterId: 'agent', ...BATCH, ...more })).id;
const statusOf = async (id: string) => (await temporal.manager.getRequest(id)).status;
const approve = async (page: string) => {
  const fields = { ...hiddenIn(await ana.page(page), '/decide'), decision: 'approve' };
  return ana.post('/decide', fields);
};

test('an approval without a worker comes from the page that shows everything, and counts when a worker is back', async () => {
  const [folded, whole] = await withoutWorker(temporal, async () => {
    const [large, small] = [await requested({}), await requested({ context: { amount: 5 } })];
    const page = `/requests/${large}`;
    expect(textOf(await ana.page(page))).toContain(
      'A policy that cannot be read now may want everything to be read',
    );
    const refused = await approve(page);
    expect(refused.status).toBe(422);
    expect(textOf(await refused.text())).toContain('a policy may want everything to be read first');
    expect((await approve(`${page}?read=all`)).status).toBe(303);
    expect((await approve(`/requests/${small}`)).status).toBe(303);
    return [large, small];
  });
  await temporal.withWorker(async () => {
    await eventually(async () => (await statusOf(folded)) === 'approved');
    await eventually(async () => (await statusOf(whole)) === 'approved');
  }, CONFIG);
});

test('several are not decided together without a worker', () =>
  withoutWorker(temporal, async () => {
    const { id, contentHash } = await temporal.manager.requestApproval({ requesterId: 'agent', ...BATCH });
    const { admin, ...config } = CONFIG;
    const asAna = await adminOn(temporal, { config, ...defined({ admin }) }).as('ana');
    const decisions = [{ id, decision: 'approve', expected: { contentHash } }];
    const { body } = await asAna('POST', '/api/decisions', { decisions });
    expect(body.results).toMatchObject([
      { id, status: 422, verdict: { outcome: 'invalid', status: 'pending' } },
    ]);
    expect(body.results[0].verdict.message).toContain('The policies of this request cannot be read now');
  }));
