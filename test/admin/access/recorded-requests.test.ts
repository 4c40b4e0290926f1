import { rmSync } from 'node:fs';
import type { Archive } from '../../../admin/http/context';
import { adminOn, type Ask } from '../../support/admin-app';
import { archiveWith, requestBody } from '../../support/audit-requests';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
let folder: string;
let archive: Archive;

beforeAll(async () => {
  temporal = await startTemporal();
  const { client, manager } = temporal;
  // One request that both have.
  await manager.requestApproval({ id: 'both', action: 'pay', context: {}, requesterId: 'cy' });
  await client.workflow.getHandle('both').terminate('test');
  ({ archive, folder } = await archiveWith([
    ...Array.from({ length: 7 }, (_, index) => requestBody(index + 1)),
    requestBody(8, { requesterId: 'eve', action: 'deploy', decisions: [] }),
    requestBody(9, { id: 'both', status: 'cancelled' }),
    requestBody(10, { id: 'reset-1', status: 'rejected' }),
  ]));
  await eventually(async () => (await manager.listRequests({ status: 'ended' })).items.length === 1);
});

afterAll(async () => {
  await temporal.stop();
  rmSync(folder, { recursive: true });
});

/** The ids on each page of a list of the API. */
async function pagesOf(ask: Ask, query: string): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined = '';
  while (cursor !== undefined) {
    const { status, body } = await ask('GET', `/api/requests?${query}${cursor && `&cursor=${cursor}`}`);
    expect(status).toBe(200);
    pages.push(body.items.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor;
    expect(cursor?.length ?? 0).toBeLessThan(60);
  }
  return pages;
}

const OLD = ['old-7', 'old-6', 'old-5', 'old-4', 'old-3', 'old-2', 'old-1'];

test('ended requests of Temporal come first, then those of the log, newest first, each once', async () => {
  const ask = await adminOn(temporal, { archive }).as('ada');
  expect(await pagesOf(ask, 'status=ended')).toEqual([['both', 'reset-1', 'old-8', ...OLD]]);
  expect((await pagesOf(ask, 'status=ended&limit=3')).flat()).toEqual(['both', 'reset-1', 'old-8', ...OLD]);
  expect((await pagesOf(ask, 'status=approved&limit=1')).flat()).toEqual(['old-8', ...OLD]);
  expect((await pagesOf(ask, 'status=rejected')).flat()).toEqual(['reset-1']);
  expect((await pagesOf(ask, 'status=pending')).flat()).toEqual([]);
});

test('a search finds words, people who have decided, and filters', async () => {
  const ask = await adminOn(temporal, { archive }).as('ada');
  expect((await pagesOf(ask, 'search=invoi+cy')).flat()).toEqual(['reset-1', ...OLD]);
  expect((await pagesOf(ask, 'search=ana&action=deploy')).flat()).toEqual([]);
  expect((await pagesOf(ask, 'search=invoice&action=dep*')).flat()).toEqual(['old-8']);
  expect((await pagesOf(ask, 'search=invoice&newerThan=1h')).flat()).toEqual([]);
});

test.each([
  ['its requester', 'eve', ['old-8']],
  ['a person who has decided', 'ana', OLD],
  ['a person without a part in it', 'bo', []],
])('%s finds only what that person may read', async (_, who, expected) => {
  const ask = await adminOn(temporal, { archive }).as(who);
  const found = (await pagesOf(ask, 'search=invoice')).flat();
  expect(found.filter((id) => id.startsWith('old-'))).toEqual(expected);
});

test('the search page marks them, and says when the log cannot be read', async () => {
  const ask = await adminOn(temporal, { archive }).as('ada');
  const page = await ask('GET', '/search?q=invoice');
  expect(page.body).toContain('href="/requests/old-3"');
  expect(page.body).toContain('from the audit log');
  const requests = () => {
    throw new Error('no database');
  };
  const broken = adminOn(temporal, { archive: { ...archive, requests } });
  const other = await (await broken.as('ada'))('GET', '/?show=all&status=decided');
  expect(other.body).toContain('The audit log cannot be read now');
  expect(broken.log).toContainEqual('the audit log cannot be read: no database');
});

test('a page reads a part of a large log and the next page goes on', async () => {
  const requests: Archive['requests'] = async function* (search) {
    for await (const each of archive.requests(search)) yield { ...each, bytes: 20 * 1024 * 1024 };
  };
  const ask = await adminOn(temporal, { archive: { ...archive, requests } }).as('ada');
  const first = await ask('GET', '/api/requests?search=invoice&status=approved');
  expect(first.body).toMatchObject({ items: [], recorded: { until: '2026-01-05T09:00:09.000Z' } });
  expect((await pagesOf(ask, 'search=invoice&status=approved')).flat()).toEqual(['old-8', ...OLD]);
  const page = await ask('GET', '/search?q=invoice&status=approved');
  expect(page.body).toContain('The audit log was searched back to');
});
