import * as escalations from '../../../admin/inbox/escalations-query';
import {
  activeFilters,
  inboxAt,
  inboxQuery,
  inboxWithout,
  listOptions,
  withStatus,
} from '../../../admin/inbox/inbox-query';
import * as runs from '../../../admin/inbox/runs-query';

const read = (search: string) => inboxQuery(new URLSearchParams(search));
const query = (address: string) => new URLSearchParams(address.split('?')[1]);

it.each([
  '/',
  '/?show=all&status=decided',
  '/?status=expired&severity=high&severity=critical&order=age',
  '/?show=teams&kind=approval&action=transfer_*&resource=prod%2F*&requester=bot&run=r-1&policy=p&team=board&newer=1+day&older=4+hours&due=30m&order=severity&limit=500',
])('%s is read and written without a loss', (address) => {
  const again = inboxAt(read(address.split('?')[1] ?? ''));
  expect([...new URLSearchParams(again.split('?')[1])].sort()).toEqual(
    [...new URLSearchParams(address.split('?')[1])].sort(),
  );
});

it('leaves out defaults and invalid filters, and names the filters that it leaves out', () => {
  expect(inboxAt(read('show=mine&status=pending&order=deadline&limit=50&kind=x&severity=urgent'))).toBe('/');
  const query = read('action=*&newer=5&policy=ok&limit=7&order=oldest');
  expect(query).toMatchObject({
    policy: 'ok',
    problems: [expect.stringContaining("'*'"), expect.stringContaining("'5'")],
  });
  expect(inboxAt(query)).toBe('/?policy=ok');
});

it('only pending requests have a deadline', () => {
  const query = read('due=1h&order=severity&action=pay');
  expect(inboxAt(withStatus(query, 'decided'))).toBe('/?status=decided&action=pay&order=severity');
  expect(read('status=approved&order=deadline&due=1h')).not.toHaveProperty('due');
  expect(listOptions(read('status=decided'))).toMatchObject({ status: 'ended', order: 'newest', limit: 50 });
  expect(listOptions(read(''))).toMatchObject({ status: 'pending', order: 'deadline' });
});

it('lists with the filters of the client, and removes them one by one', () => {
  const query = read('show=all&severity=high&requester=bo*&run=r&due=1h&older=2+days&cursor=c');
  expect(listOptions(query)).toEqual({
    status: 'pending',
    severity: ['high'],
    requesterId: 'bo*',
    runId: 'r',
    dueWithin: '1h',
    olderThan: '2 days',
    order: 'deadline',
    limit: 50,
    cursor: 'c',
  });
  expect(activeFilters(query).map(([name]) => name)).toEqual([
    'severity',
    'requester',
    'run',
    'older',
    'due',
  ]);
  expect(inboxWithout(query, ['severity', 'run', 'older', 'due'])).toBe('/?show=all&requester=bo*');
});

it('a search is a list of all requests of every status, and keeps its words', () => {
  const search = (address: string) => inboxQuery(query(address), query(address).get('q') ?? '');
  for (const address of [
    '/search?q=acme',
    '/search?q=acme&show=mine&status=pending&severity=high&action=pay*&order=severity&limit=100',
    '/search?q=acme&due=1+day&order=deadline',
  ])
    expect([...query(inboxAt(search(address)))].sort()).toEqual([...query(address)].sort());
  expect(search('/search?q=acme&show=all&status=any')).toMatchObject({ show: 'all', status: 'any' });
  expect(listOptions(search('/search?q=acme'))).toEqual({ search: 'acme', order: 'newest', limit: 50 });
  expect(inboxWithout(search('/search?q=acme&severity=high&cursor=c'), ['severity'])).toBe('/search?q=acme');
});

it.each([
  '/escalations',
  '/escalations?show=all&status=acknowledged&q=late+invoice&level=manager&level=executive&run=r-1',
  '/escalations?team=board&newer=1+day&older=4+hours&due=30m&order=level&limit=500',
])('%s is read and written without a loss', (address) => {
  const again = escalations.escalationsAt(escalations.escalationsQuery(query(address)));
  expect([...query(again)].sort()).toEqual([...query(address)].sort());
});

it("only open escalations have a deadline, and the reader's own list asks for the reader's names", () => {
  const read = (address: string) => escalations.escalationsQuery(query(address));
  expect(read('?status=resolved&due=1h&order=deadline')).toEqual({ show: 'mine', status: 'resolved' });
  expect(escalations.listOptions(read('?q=late&level=manager'))).toEqual({
    status: 'open',
    assignee: 'me',
    search: 'late',
    level: ['manager'],
    order: 'deadline',
    limit: 50,
  });
  expect(read('?newer=soon&level=top').problems).toEqual([expect.stringContaining("'soon'")]);
  expect(escalations.activeFilters(read('?q=late&due=1h'))).toEqual([
    ['q', 'late'],
    ['due', '1h'],
  ]);
});

it.each([
  '/runs',
  '/runs?status=failed&agent=pay*&requester=ana&newer=1+day&older=4+hours&order=age&limit=200',
])('%s is read and written without a loss', (address) => {
  const found = runs.runsQuery(query(address));
  expect([...query(runs.runsAt(found))].sort()).toEqual([...query(address)].sort());
  expect(runs.runsAt(runs.runsQuery(query('?order=newest&status=done&limit=50')))).toBe('/runs');
});
