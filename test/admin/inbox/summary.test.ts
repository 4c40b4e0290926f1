import { nextOf } from '../../../admin/inbox/next-request';
import { isFolded } from '../../../admin/inbox/parts/content/content';
import { likenessOf } from '../../../admin/inbox/parts/select-alike';
import { whyAsked } from '../../../admin/inbox/parts/summary';
import type { RequestItem, RequestView } from '../../../client';
import { isDueSoon } from '../../../rules/presentation/due-soon';
import { begun } from '../../support/requests';

const as = (name: string, teams: string[] = []) => ({
  kind: 'person' as const,
  account: `dev ${name}`,
  name,
  teams,
  via: 'inbox',
});

// The requester is eve. Teams: finance is ana, bo and eve; security is cy and eve; board is di and ana.
test('a person is told by which requirement of the open stage they are asked, and through which team', () => {
  const request = begun([
    { approvers: ['finance'], quorum: 2 },
    { approvers: ['ana', 'cy'] },
    { approvers: ['di'], stage: 2 },
  ]) as RequestView;
  expect(whyAsked(request, as('ana', ['finance']))).toEqual([
    'Policy p1 requires 2 approvals from finance. You are in finance.',
    'Policy p2 requires 1 approval from ana, cy. It names you.',
  ]);
  expect(whyAsked(request, as('bo'))).toEqual([
    'Policy p1 requires 2 approvals from finance. You are in finance.',
  ]);
  expect(whyAsked(request, as('di'))).toEqual([]);
  expect(whyAsked(request, as('eve', ['finance']))).toEqual([]);
});

test('a request is due soon in the last quarter of its time', () => {
  const times = { requestedAt: '2026-01-01T00:00:00.000Z', expiresAt: '2026-01-01T04:00:00.000Z' };
  const at = (time: string) => isDueSoon(times, Date.parse(`2026-01-01T${time}:00.000Z`));
  expect([at('00:00'), at('03:00'), at('03:01'), at('05:00')]).toEqual([false, false, true, true]);
  expect(isDueSoon({ requestedAt: times.requestedAt }, Date.now())).toBe(false);
});

test('the next request is the one after this; after the last, and after a decision, the first', () => {
  const items = ['a', 'b', 'c'].map((id) => ({ id }) as RequestItem);
  const next = (id: string, status: 'pending' | 'approved' = 'pending') => nextOf({ items }, { id, status });
  expect(next('a')).toEqual({ id: 'b', left: '2' });
  expect(next('c')).toEqual({ id: 'a', left: '2' });
  expect(next('b', 'approved')).toEqual({ id: 'a', left: '2' });
  expect(next('x', 'approved')).toEqual({ id: 'a', left: '3' });
  expect(nextOf({ items, nextCursor: 'more' }, { id: 'a', status: 'pending' })?.left).toBe('more than 2');
  expect(nextOf({ items: items.slice(0, 1) }, { id: 'a', status: 'pending' })).toBeUndefined();
});

test('a value of any type is folded if a part of it must be opened', () => {
  expect(isFolded({ amount: 1, text: '<details class="fold">' })).toBe(false);
  expect(isFolded({ rows: Array.from({ length: 51 }, (_, n) => ({ n })) })).toBe(true);
  expect(isFolded({ text: Array(40).fill('line').join('\n') })).toBe(true);
  expect(isFolded({ a: { b: { c: { d: { e: 1 } } } } })).toBe(true);
});

test('requests are alike by action and policies, in any order', () => {
  const one = likenessOf({ action: 'pay', policies: ['a', 'b'] });
  expect(likenessOf({ action: 'pay', policies: ['b', 'a'] })).toBe(one);
  expect(likenessOf({ action: 'pay', policies: ['a'] })).not.toBe(one);
  expect(likenessOf({ action: 'pay_more', policies: ['a', 'b'] })).not.toBe(one);
});
