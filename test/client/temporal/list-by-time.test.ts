import { defineSearchAttributeKey } from '@temporalio/common';
import type { RequestItem } from '../../../client';
import { listQuery, toRequestItem } from '../../../client/requests/query';
import type { Place } from '../../../client/temporal/cursor';
import { listByTime, type TimedList } from '../../../client/temporal/list-by-time';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
const expiresAt = defineSearchAttributeKey('HitlExpiresAt', 'DATETIME');
const now = Date.now();
const HOUR = 3_600_000;
// Overdue, several in one second and in one millisecond, near, and years away.
const deadlines = [-HOUR, -HOUR, -1, -40, 5, 5, 5, 300, 700, HOUR, 2 * HOUR, 90 * HOUR, 80_000 * HOUR].map(
  (ms) => now + ms,
);

beforeAll(async () => {
  temporal = await startTemporal();
  await Promise.all(
    [...deadlines, undefined, undefined].map((deadline, index) =>
      temporal.client.workflow.start('hitlApproval', {
        workflowId: `request-${index}`,
        taskQueue: 'nobody',
        typedSearchAttributes: deadline === undefined ? [] : [{ key: expiresAt, value: new Date(deadline) }],
      }),
    ),
  );
  await eventually(async () => (await temporal.manager.countRequests()) === deadlines.length + 2);
});
afterAll(() => temporal?.stop());

const sizes = [
  [2, 3],
  [5, 1_000],
] as const;

/** All pages of a list, as it is read in pages of `limit` and windows of `windowRows`. */
async function allPages(
  by: TimedList<RequestItem>['by'],
  limit: number,
  windowRows: number,
): Promise<RequestItem[]> {
  const query = listQuery({ status: 'pending' });
  const list: TimedList<RequestItem> = {
    by,
    timeOf: ({ requestedAt, expiresAt: due }) => (by === 'StartTime' ? requestedAt : due),
    toItem: toRequestItem,
    query,
    name: `${by} ${windowRows}`,
  };
  const found: RequestItem[] = [];
  let from: Place | undefined;
  do {
    const page = await listByTime(temporal.client, list, limit, from, { now, windowRows });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    found.push(...page.items);
    from = page.next;
  } while (from);
  return found;
}

test.each(sizes)(
  'in pages of %i and windows of %i rows: soonest first, the unplanned last, each once',
  async (limit, windowRows) => {
    const found = (await allPages('HitlExpiresAt', limit, windowRows)).map((item) => item.expiresAt);
    const expected = [...deadlines].sort((a, b) => a - b).map((deadline) => new Date(deadline).toISOString());
    expect(found).toEqual([...expected, undefined, undefined]);
  },
);

test.each(sizes)(
  'in pages of %i and windows of %i rows: oldest first, those of one moment by their id, each once',
  async (limit, windowRows) => {
    const found = await allPages('StartTime', limit, windowRows);
    const keyOf = ({ requestedAt, id }: RequestItem) => `${requestedAt} ${id}`;
    expect(found.map(keyOf)).toEqual(found.map(keyOf).sort());
    expect(new Set(found.map(({ id }) => id)).size).toBe(deadlines.length + 2);
  },
);
