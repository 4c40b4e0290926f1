import { searchEscalations } from '../../../admin/access/search-escalations';
import type { AdminContext } from '../../../admin/http/context';
import type { EscalationItem, EscalationListOptions } from '../../../client';

const START = Date.parse('2026-11-01T00:00:00.000Z');
const at = (minutes: number) => new Date(START + minutes * 60_000).toISOString();

function item(nth: number, more: Partial<EscalationItem> = {}): EscalationItem {
  return {
    id: `e-${nth}`,
    kind: 'escalation',
    status: 'pending',
    level: 'human_review',
    reason: 'The confidence is below 0.5',
    runId: `run-${nth}`,
    assignees: ['ana'],
    startedAt: at(nth),
    dueAt: at(1_000 - nth),
    ...more,
  };
}

/** An escalation that ended after these minutes. */
function ended(nth: number, minutes: number): EscalationItem {
  const { dueAt: _, ...open } = item(nth);
  return { ...open, status: 'resolved', closedAt: at(minutes) };
}

const ROWS = [
  item(1),
  item(2, { level: 'manager', assignees: ['di'] }),
  item(3, { status: 'acknowledged' }),
  ended(4, 50),
  ended(5, 40),
  item(6, { reason: 'The request has expired', assignees: ['di'] }),
];

/** Searches these rows as this person. */
function searchAs(name: string, rows = new Map(ROWS.map((each) => [each.id, each]))) {
  const read = { own: ['everyone'], team: ['everyone'], all: ['olga'] };
  const admin = {
    settings: { access: { read, request: [], decide: [], administer: [] } },
    escalations: { listEscalations: async () => ({ items: [...rows.values()] }) },
  } as unknown as AdminContext;
  const who = { kind: 'person' as const, name, account: name, via: 'page' as const, teams: [] };
  const asked: string[][] = [];
  const list = async ({ ids = [], status }: EscalationListOptions) => {
    asked.push(ids);
    const found = ids.flatMap((id) => rows.get(id) ?? []);
    const readable = found.filter(({ assignees = [] }) => name === 'olga' || assignees.includes(name));
    return { items: readable.filter(({ closedAt }) => status !== 'open' || closedAt === undefined) };
  };
  const find = async (search: string, options: Partial<EscalationListOptions> = {}) => {
    const page = await searchEscalations(admin, who, search, options, { list, count: async () => rows.size });
    return { ...page, ids: page.items.map(({ id }) => id) };
  };
  return { find, asked, rows };
}

test('finds words of the reason, the run and the id, in every order of the list', async () => {
  const { find, asked } = searchAs('olga');
  const orders = ['newest', 'deadline', 'age', 'level'] as const;
  const found = await Promise.all(orders.map(async (order) => (await find('confid', { order })).ids));
  expect(found).toEqual([
    ['e-3', 'e-2', 'e-1', 'e-4', 'e-5'],
    ['e-3', 'e-2', 'e-1'],
    ['e-1', 'e-2', 'e-3', 'e-4', 'e-5'],
    ['e-2', 'e-3', 'e-1', 'e-4', 'e-5'],
  ]);
  expect(asked).toHaveLength(orders.length);
  expect((await find('run 6')).ids).toEqual(['e-6']);
  expect(await find('nothing of these')).toMatchObject({
    ids: [],
    searched: { rows: 6, of: 6, matches: 0 },
  });
});

test('every filter narrows what Temporal is asked for', async () => {
  const { find, asked } = searchAs('olga');
  const first = async (options: EscalationListOptions) => {
    asked.length = 0;
    await find('confidence', options);
    return asked[0]?.toSorted();
  };
  // What may match now comes first; what can match only after a change comes after it.
  expect(await first({ runId: 'run-2' })).toEqual(['e-2']);
  expect(await first({ status: 'open', limit: 2 })).toEqual(['e-1', 'e-2', 'e-3']);
  expect(await first({ status: 'resolved', limit: 1 })).toEqual(['e-4', 'e-5']);
  expect((await find('confidence', { level: 'manager', limit: 1 })).searched?.matches).toBe(1);
  expect((await find('confidence', { assignee: 'di', limit: 1 })).searched?.matches).toBe(1);
  expect((await find('confidence', { dueWithin: '1s', limit: 1 })).searched?.matches).toBe(3);
});

test('pages follow each other, and a reader gets only what is assigned to the reader', async () => {
  const { find } = searchAs('ana');
  const first = await find('confidence', { limit: 2 });
  expect([first.ids, first.searched]).toEqual([['e-3', 'e-1'], { rows: 4, of: 4, matches: 4 }]);
  const second = await find('confidence', { limit: 2, cursor: first.nextCursor! });
  expect([second.ids, second.nextCursor]).toEqual([['e-4', 'e-5'], undefined]);
});
