import { defineSearchAttributeKey } from '@temporalio/common';
import { listByDeadline } from '../../../client/requests/list-by-deadline';
import { listQuery } from '../../../client/requests/query';
import type { Position } from '../../../client/temporal/page';
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

test.each([
  [2, 3],
  [5, 1_000],
])(
  'in pages of %i and windows of %i rows: soonest first, the unplanned last, each once',
  async (limit, windowRows) => {
    const found: (string | undefined)[] = [];
    let from: Position | undefined;
    do {
      const page = await listByDeadline(temporal.client, listQuery({ status: 'pending' }), limit, from, {
        now,
        windowRows,
      });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      found.push(...page.items.map((item) => item.expiresAt));
      from = page.next;
    } while (from);
    const expected = [...deadlines].sort((a, b) => a - b).map((deadline) => new Date(deadline).toISOString());
    expect(found).toEqual([...expected, undefined, undefined]);
  },
);
