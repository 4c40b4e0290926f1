import { SearchIndex, type SearchIndexOptions } from '../../../admin/access/search-index';
import { requestRows } from '../../../admin/access/search-requests';
import type { ListOptions, RequestItem, RequestList } from '../../../client';
import { toMilliseconds } from '../../../contract/duration';

const START = Date.parse('2026-11-01T00:00:00.000Z');

function item(nth: number, more: Partial<RequestItem> = {}): RequestItem {
  return {
    id: `r-${nth}`,
    kind: 'approval',
    status: 'pending',
    action: 'pay',
    description: `invoice number${nth}`,
    requesterId: 'bot',
    approvers: ['ana'],
    requestedAt: new Date(START + nth * 1_000).toISOString(),
    ...more,
  };
}

/** A Temporal with these rows, in pages. `gate`: reading a page waits for it. */
function rowsIn(rows: RequestItem[], clock: { now: number }, gate: () => Promise<void> = async () => {}) {
  const asked: ListOptions[] = [];
  return {
    asked,
    async listRequests(options: ListOptions = {}): Promise<RequestList> {
      asked.push(options);
      const { newerThan, cursor = '0', limit = 50 } = options;
      if (cursor !== '0') await gate();
      const since = newerThan === undefined ? 0 : clock.now - toMilliseconds(newerThan);
      const all = rows.filter(({ requestedAt }) => Date.parse(requestedAt) >= since);
      const from = Number(cursor);
      const end = from + limit;
      return { items: all.slice(from, end), ...(end < all.length && { nextCursor: `${end}` }) };
    },
  };
}

function indexOf(rows: RequestItem[], options: SearchIndexOptions = {}, gate?: () => Promise<void>) {
  const clock = { now: START + 1_000_000 };
  const source = rowsIn(rows, clock, gate);
  const index = new SearchIndex(requestRows(source), { now: () => clock.now, ...options });
  return { index, clock, asked: source.asked };
}

const ids = (index: ReturnType<typeof indexOf>['index'], ...words: string[]) =>
  index
    .find(words)
    .map(({ id }) => id)
    .sort()
    .reverse();

it('finds requests of every page', async () => {
  const { index } = indexOf([item(1), item(2), item(3)], { pageSize: 2 });
  await index.update();
  expect(index.isComplete).toBe(true);
  expect(ids(index, 'invoice')).toEqual(['r-3', 'r-2', 'r-1']);
  expect(ids(index, 'invoice', 'number2')).toEqual(['r-2']);
});

it('answers from what it has read when reading takes longer than its patience', async () => {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  const { index } = indexOf([item(1), item(2), item(3)], { pageSize: 2, patienceMs: 20 }, () => opened);
  await index.update();
  expect([index.isComplete, ids(index, 'invoice')]).toEqual([false, ['r-2', 'r-1']]);
  open();
  await index.update();
  expect([index.isComplete, ids(index, 'invoice')]).toEqual([true, ['r-3', 'r-2', 'r-1']]);
});

it('adds new requests, and looks for them at most every three seconds', async () => {
  const rows = [item(1)];
  const { index, clock, asked } = indexOf(rows);
  await index.update();
  rows.push(item(1_001));
  await index.update();
  expect([asked.length, ids(index, 'invoice')]).toEqual([1, ['r-1']]);
  clock.now += 4_000;
  await index.update();
  expect(ids(index, 'invoice')).toEqual(['r-1001', 'r-1']);
  expect(asked[1]).toMatchObject({ newerThan: '34s' });
});

it('forgets what Temporal has deleted when it reads all again', async () => {
  const rows = [item(1), item(2)];
  const { index, clock } = indexOf(rows);
  await index.update();
  rows.shift();
  clock.now += 3_700_000;
  await index.update();
  await index.update();
  expect(ids(index, 'invoice')).toEqual(['r-2']);
});

it('has a limit: ended requests are left out first, then the oldest', async () => {
  const rows = [item(1), item(2, { status: 'approved' }), ...[3, 4, 5].map((nth) => item(nth))];
  const { index } = indexOf(rows, { maxEntries: 4 });
  await index.update();
  expect([index.isComplete, ids(index, 'invoice')]).toEqual([false, ['r-5', 'r-4', 'r-3', 'r-1']]);
  const { index: short } = indexOf(rows, { maxLength: 100 });
  await short.update();
  expect(ids(short, 'invoice')).toEqual(['r-5', 'r-4', 'r-3']);
});

it('reads again after a failure', async () => {
  let fails = true;
  const source = rowsIn([item(1)], { now: START });
  const index = new SearchIndex(
    requestRows({
      listRequests: async (options) => {
        if (fails) throw new Error('Temporal does not answer');
        return source.listRequests(options);
      },
    }),
  );
  await expect(index.update()).rejects.toThrow('Temporal does not answer');
  fails = false;
  await index.update();
  expect(ids(index, 'invoice')).toEqual(['r-1']);
});
