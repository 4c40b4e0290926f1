import { rmSync } from 'node:fs';
import { ApprovalManager, AgentRuns } from '../../client';
import type { ConfigInput } from '../../contract/config/config';
import { booksOf, readBooks } from '../../examples/accounts-payable/books';
import { duplicatesIn, readInbox } from '../../examples/accounts-payable/invoices';
import { simulatePeople } from '../../examples/accounts-payable/people';
import example from '../../examples/accounts-payable/temporal.config';
import { startTemporal, type TemporalForTests } from '../support/temporal';

/** What nobody decides expires after a second instead of five. */
const config: ConfigInput = {
  ...example,
  policies: (example.policies ?? []).map((policy) =>
    policy.expireAfter === '5s' ? { ...policy, expireAfter: '1s' } : policy,
  ),
};

describe('the accounts-payable agent', () => {
  let temporal: TemporalForTests;
  beforeAll(async () => {
    temporal = await startTemporal({ server: {} });
  });
  afterAll(async () => {
    await temporal?.stop();
  });

  it('pays each of 200 invoices once or says why not, with any decisions of people in the meantime', () =>
    temporal.withWorker(async () => {
      const { client, taskQueue, address } = temporal;
      const runs = new AgentRuns(client, { taskQueue });
      const asked = { agent: 'accounts_payable', input: { clerk: 'olga' }, requesterId: 'olga' };
      const { id } = await runs.start(asked);
      let isOver = false;
      const people = simulatePeople(id, () => isOver, { address });
      const run = await runs.wait(id, { timeout: '50s' }).finally(() => (isOver = true));
      await people;

      const inbox = readInbox();
      const duplicates = duplicatesIn(inbox);
      const rejected = ['INV-0023', 'INV-0090'];
      const expired = ['INV-0062', 'INV-0140'];
      const leftOut = [...duplicates, ...rejected, ...expired];
      const toPay = inbox.filter(({ number }) => !leftOut.includes(number));
      expect([duplicates.length, toPay.length]).toEqual([9, 187]);
      const amountOf = (printed: string) => (printed === '1.250' ? 1250 : Number(printed));
      const total = toPay.reduce((sum, { printed }) => sum + amountOf(printed), 0);

      const books = readBooks(booksOf(id));
      rmSync(booksOf(id));
      const paid = books.filter(({ what }) => what === 'paid');
      expect(paid.map(({ invoice }) => invoice).sort()).toEqual(toPay.map(({ number }) => number));
      expect(paid.reduce((sum, { amount = 0 }) => sum + amount, 0)).toBe(total);
      const deleted = books.filter(({ what }) => what === 'deleted').map(({ invoice }) => invoice);
      expect(deleted).toEqual(duplicates);

      expect(run).toMatchObject({
        status: 'completed',
        output: { paid: 187, total, deleted: 9 },
        totals: { errors: 1, cost: expect.closeTo(191 * 0.04) },
      });
      expect(Object.keys((run.output as { leftOut: object }).leftOut).sort()).toEqual(
        [...rejected, ...expired].sort(),
      );
      const keysOf = (status: string) =>
        run.approvals.filter((each) => each.status === status).map(({ key }) => key);
      expect([keysOf('rejected'), keysOf('expired'), keysOf('approved').length]).toEqual([
        rejected,
        expired,
        10,
      ]);
      expect(
        run.escalations.map(({ level, resolution }) => [level, resolution?.action, resolution?.resolvedBy]),
      ).toEqual([
        ['supervisor', 'continue', 'sam'],
        ['human_review', 'modify', 'ana'],
        ['manager', 'continue', 'di'],
      ]);
      expect(await new ApprovalManager(client).getRequest(`${id}-delete-duplicates`)).toMatchObject({
        kind: 'confirmation',
        status: 'approved',
        runId: id,
        end: { name: 'olga' },
      });
    }, config));
});
