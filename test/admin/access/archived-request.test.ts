import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Archive } from '../../../admin/http/context';
import { adminOn } from '../../support/admin-app';
import { archiveWith, requestBody } from '../../support/audit-requests';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
let folder: string;
let archive: Archive;

// What Temporal never had is for the server the same as what it has deleted.
beforeAll(async () => {
  temporal = await startTemporal();
  ({ archive, folder } = await archiveWith([
    requestBody(1, { id: 'gone', context: { amount: 7 }, approvers: ['finance-team', 'bo'] } as object),
  ]));
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
  const request = () => Promise.reject(new Error('no database'));
  const broken = adminOn(temporal, { archive: { ...archive, request } });
  expect((await (await broken.as('ana'))('GET', '/api/requests/gone')).status).toBe(404);
  expect(broken.log).toContainEqual('the audit log cannot be read: no database');
  const name = readdirSync(folder).find((each) => each.startsWith('audit-')) as string;
  const file = join(folder, name);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"amount":7', '"amount":8'));
  const ask = await adminOn(temporal, { archive }).as('ana');
  expect((await ask('GET', '/api/requests/gone')).status).toBe(404);
});
