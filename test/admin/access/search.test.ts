import { searchRequests } from '../../../admin/access/search-requests';
import type { AdminContext } from '../../../admin/http/context';
import type { ListOptions, RequestItem, RequestList } from '../../../client';
import type { RequestOrder } from '../../../contract/names';

const START = Date.parse('2026-11-01T00:00:00.000Z');
const at = (minutes: number) => new Date(START + minutes * 60_000).toISOString();

function item(id: string, more: Partial<RequestItem> = {}): RequestItem {
  const about = { kind: 'approval', status: 'pending', action: 'pay', requesterId: 'bot' } as const;
  return { id, ...about, approvers: ['ana'], requestedAt: at(0), expiresAt: at(60), ...more };
}

/** A Temporal with these rows, and a search in it as a person with these names. `isReadable`: what that person may read. */
function searchIn(rows: Map<string, RequestItem>, name = 'olga', isReadable = (_: RequestItem) => true) {
  const read = { own: ['everyone'], team: ['everyone'], all: ['olga'] };
  const admin = {
    settings: { access: { read, request: [], decide: [], administer: [] } },
    approvals: { listRequests: async () => ({ items: [...rows.values()] }) },
  } as unknown as AdminContext;
  const who = { kind: 'person' as const, name, account: name, via: 'page' as const, teams: [] };
  const asked: string[][] = [];
  const list = async ({ ids = [] }: ListOptions): Promise<RequestList> => {
    asked.push(ids);
    const found = ids.flatMap((id) => rows.get(id) ?? []).filter(isReadable);
    return { items: found.sort(() => -1) };
  };
  const page = (options: Partial<ListOptions> = {}) =>
    searchRequests(admin, who, 'pay', options, { list, count: async () => rows.size });
  return { asked, page };
}

async function allPages(
  { page }: ReturnType<typeof searchIn>,
  order: RequestOrder,
  limit: number,
  between: () => void = () => {},
): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await page({ order, limit, ...(cursor && { cursor }) });
    found.push(...items.map(({ id }) => id));
    cursor = nextCursor;
    between();
  } while (cursor !== undefined);
  return found;
}

const asRows = (items: RequestItem[]) => new Map(items.map((each) => [each.id, each]));

test('a request that has moved since the index read it has its current place, and none is lost or shown twice', async () => {
  const rows = asRows([1, 2, 3, 4, 5, 6].map((nth) => item(`r-${nth}`, { expiresAt: at(nth * 10) })));
  const search = searchIn(rows);
  await search.page();
  rows.set('r-1', item('r-1', { expiresAt: at(45) }));
  rows.set('r-6', item('r-6', { expiresAt: at(5) }));
  expect((await allPages(search, 'deadline', 2)).sort()).toEqual([...rows.keys()].sort());
  expect(await allPages(search, 'deadline', 2)).toEqual(['r-6', 'r-2', 'r-3', 'r-4', 'r-1', 'r-5']);
});

test('a request that has ended since then is not listed as pending, and not counted', async () => {
  const rows = asRows([1, 2, 3].map((nth) => item(`r-${nth}`, { requestedAt: at(nth) })));
  const search = searchIn(rows);
  await search.page();
  rows.delete('r-2');
  const { items, searched, nextCursor } = await search.page({ status: 'pending' });
  expect(items.map(({ id }) => id)).toEqual(['r-3', 'r-1']);
  expect([searched?.matches, nextCursor]).toEqual([2, undefined]);
});

test('a reader gets the requests that ask the reader since the index read them, after the others', async () => {
  const rows = asRows([
    ...[1, 2, 3].map((nth) => item(`own-${nth}`, { requestedAt: at(nth) })),
    ...[1, 2, 3].map((nth) => item(`other-${nth}`, { approvers: ['bo'], requestedAt: at(nth + 10) })),
  ]);
  const search = searchIn(rows, 'ana', ({ approvers = [] }) => approvers.includes('ana'));
  expect(await allPages(search, 'newest', 2)).toEqual(['own-3', 'own-2', 'own-1']);
  rows.set('other-2', item('other-2', { approvers: ['ana'], requestedAt: at(12) }));
  const last = await search.page({ limit: 3 });
  expect(last.nextCursor).toBeDefined();
  expect(await allPages(search, 'newest', 3)).toEqual(['own-3', 'own-2', 'own-1', 'other-2']);
  expect(await allPages(search, 'newest', 3)).toEqual(['other-2', 'own-3', 'own-2', 'own-1']);
});

test('a page of 50 of 5,000 matches asks Temporal once, and an order is never lost over many pages', async () => {
  const rows = asRows(
    Array.from({ length: 5_000 }, (_, nth) => item(`r-${nth}`, { requestedAt: at((nth * 7_919) % 5_000) })),
  );
  const search = searchIn(rows);
  await search.page();
  search.asked.length = 0;
  const { items, searched } = await search.page({ order: 'age', limit: 50 });
  expect([search.asked.length, items.length, searched]).toEqual([
    1,
    50,
    { rows: 5_000, of: 5_000, matches: 5_000 },
  ]);
  const found = await allPages(search, 'age', 1_000);
  expect(found).toHaveLength(5_000);
  expect(found.every((id, nth) => rows.get(id)?.requestedAt === at(nth))).toBe(true);
});
