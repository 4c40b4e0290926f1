import { csvHeader, csvRow } from '../../../rules/audit/csv';
import { auditBody, auditKey, chained } from '../../support/audit-log';
import { after, approve, begun } from '../../support/requests';

const key = auditKey();

function row(record: object | undefined, more: object = {}) {
  const body = auditBody(1, {
    ...(record ? { record: record as never } : { record: undefined as never }),
    ...more,
  });
  const [entry] = chained(key, [body]);
  const cells = csvRow(
    entry as never,
    { claimedBy: 'pay-bot', outcome: 'committed', reference: '-1' } as never,
  );
  return cells;
}

/** The cells of a line by column, as a reader of RFC 4180 finds them. */
function cellsOf(line: string): Record<string, string> {
  const cells = [...line.replace(/\r\n$/, '').matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(
    ([, cell = '']) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell),
  );
  const names = csvHeader().trim().split(',');
  return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
}

test('a request is one line: what was asked, who decided, how it ended, and what came of it', () => {
  const record = after(begun([{ approvers: ['finance'] }]), approve('ana'));
  expect(cellsOf(row(record))).toMatchObject({
    ...{ action: record.action, requester: record.requesterId, status: record.status },
    ...{
      decided_by: expect.stringMatching(/^ana approve 2026-/),
      claimed_by: 'pay-bot',
      use_outcome: 'committed',
    },
    seq: '1',
  });
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1', '\n=1'])(
  '%j never begins a cell',
  (text) => {
    const record = { ...begun([{ approvers: ['finance'] }]), action: text, resource: `a "quoted", ${text}` };
    const cells = cellsOf(row(record));
    expect([cells.action, cells.resource]).toEqual([`'${text}`, `a "quoted", ${text}`]);
    expect(cells.use_reference).toBe("'-1");
  },
);

test('a record that could not be read, and one that was reset, say so', () => {
  expect(cellsOf(row(undefined, { unreadable: 'no key' }))).toMatchObject({
    status: 'unreadable',
    reason: 'no key',
  });
  expect(cellsOf(row(begun([{ approvers: ['finance'] }]), { resetTo: 'run-2' }))).toMatchObject({
    status: 'reset',
  });
});
