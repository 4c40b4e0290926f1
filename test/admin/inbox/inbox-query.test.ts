import {
  activeFilters,
  inboxAt,
  inboxQuery,
  inboxWithout,
  listOptions,
  withStatus,
} from '../../../admin/inbox/inbox-query';

const read = (search: string) => inboxQuery(new URLSearchParams(search));

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

it('leaves out defaults and what is not valid, and says which filter is left out', () => {
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
