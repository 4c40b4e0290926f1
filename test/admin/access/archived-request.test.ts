import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archivedRequest } from '../../../audit/archive';
import { sweepOnce } from '../../../audit/auditor';
import { openFilesWriter } from '../../../audit/files/writer';
import { ADMIN_CONFIG, adminOn } from '../../support/admin-app';
import { auditKey, checkedBy } from '../../support/audit-log';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

const key = auditKey();
let temporal: TemporalForTests;
let folder: string;

const archive = (id: string) =>
  archivedRequest({ type: 'files', folder, rotateAtBytes: 1e6 }, checkedBy(key), id);

beforeAll(async () => {
  temporal = await startTemporal();
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  const { client, manager, namespace } = temporal;
  await temporal.withWorker(async () => {
    await manager.requestApproval({ id: 'gone', action: 'pay', context: { amount: 7 }, requesterId: 'cy' });
    await manager.approve('gone', { decidedBy: 'ana', notes: 'checked' });
  }, ADMIN_CONFIG);
  await eventually(async () => {
    const swept = await sweepOnce({
      ...{ client, signer: key, everyMs: 50, anchorEveryMs: 1, note: () => {} },
      open: (options) => openFilesWriter({ ...options, folder, rotateAtBytes: 1e6 }),
    });
    return swept?.seq === 1;
  });
  // As Temporal does when the retention has passed.
  await client.workflowService.deleteWorkflowExecution({
    namespace,
    workflowExecution: { workflowId: 'gone' },
  });
  await eventually(async () =>
    manager.getRequest('gone').then(
      () => false,
      () => true,
    ),
  );
});

afterAll(async () => {
  await temporal.stop();
  rmSync(folder, { recursive: true });
});

test('the page and the API show a request that only the audit log has, and say so', async () => {
  const ask = await adminOn(temporal, { archive }).as('ana');
  const page = await ask('GET', '/requests/gone');
  expect(page.status).toBe(200);
  expect(page.body).toContain('Temporal no longer has this request. This is its record in the audit log');
  expect(page.body).toContain('checked');
  expect((await ask('GET', '/api/requests/gone')).body).toMatchObject({
    ...{ status: 'approved', archivedAt: expect.stringMatching(/Z$/), context: { amount: 7 } },
  });
});

test.each([
  ['an approver', 'bo', 200],
  ['its requester', 'cy', 200],
  ['a person who may read everything', 'ada', 200],
  ['another person', 'olga2', 404],
  ['a person of a team that was not asked', 'vi', 404],
])('%s reads it as before', async (_, who, status) => {
  const ask = await adminOn(temporal, { archive }).as(who);
  expect((await ask('GET', '/api/requests/gone')).status).toBe(status);
});

test('it cannot be decided', async () => {
  const ask = await adminOn(temporal, { archive }).as('bo');
  expect(
    (await ask('POST', '/api/requests/gone/decide', { decision: 'reject', reason: 'late' })).status,
  ).toBe(404);
});

test('without an audit log, and for an id that it does not have, there is no such request', async () => {
  const without = await adminOn(temporal).as('ana');
  expect((await without('GET', '/requests/gone')).status).toBe(404);
  const ask = await adminOn(temporal, { archive }).as('ana');
  expect((await ask('GET', '/requests/nobody')).status).toBe(404);
});

test('a log that cannot be read is logged, and an entry that was changed is not shown', async () => {
  const broken = adminOn(temporal, { archive: () => Promise.reject(new Error('no database')) });
  expect((await (await broken.as('ana'))('GET', '/api/requests/gone')).status).toBe(404);
  expect(broken.log).toContainEqual('the audit log cannot be read: no database');
  const name = readdirSync(folder).find((each) => each.startsWith('audit-')) as string;
  const file = join(folder, name);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"amount":7', '"amount":8'));
  const ask = await adminOn(temporal, { archive }).as('ana');
  expect((await ask('GET', '/api/requests/gone')).status).toBe(404);
});
