import { judge } from '../../../rules/requests/judge';
import { after, approve, begun, cancel, reject } from '../../support/requests';

const one = begun([{ approvers: ['finance'] }]);
const two = begun([{ approvers: ['finance'], quorum: 2 }]);

test('a refused attempt is kept, with who, what, when and through which transport', () => {
  const record = after(one, approve('mallory', { decisionId: 'd1', via: 'cli' }));
  expect(record.refused).toEqual([
    {
      attempt: 'approve',
      by: 'mallory',
      outcome: 'not_authorized',
      message: 'mallory is not an approver of this request: finance may decide.',
      at: '2026-01-05T09:01:00.000Z',
      transport: 'update',
      decisionId: 'd1',
      via: 'cli',
    },
  ]);
});

test('100 are kept, and the others counted', () => {
  const flood = Array.from({ length: 250 }, (_, index) => approve(`mallory-${index}`));
  const record = after(one, ...flood);
  expect([record.refused.length, record.refusedCount]).toEqual([100, 250]);
  expect(after(record, approve('ana')).status).toBe('approved');
});

test('after the end nothing is recorded', () => {
  const ended = after(one, approve('ana'));
  expect(judge(ended, approve('mallory')).record).toBe(ended);
});

describe('one attempt that comes through two transports', () => {
  const once = { attemptId: 'a1', decisionId: 'd1' };

  test('counts once, and both get the verdict of the first', () => {
    const first = judge(two, approve('ana', once));
    const again = judge(first.record, { ...approve('ana', once), transport: 'signal' });
    expect([first.verdict.outcome, again.verdict.outcome]).toEqual(['accepted', 'accepted']);
    expect(again.record).toBe(first.record);
  });

  test('is refused once', () => {
    const first = judge(two, approve('mallory', once));
    const again = judge(first.record, approve('mallory', once));
    expect(again.verdict).toEqual(first.verdict);
    expect(again.record.refusedCount).toBe(1);
  });

  test('cancels once', () => {
    const first = judge(two, cancel('eve', { attemptId: 'a1' }));
    expect(judge(first.record, cancel('eve', { attemptId: 'a1' })).verdict).toEqual(first.verdict);
  });

  test('is not the same when it says the opposite: a rejection counts', () => {
    const approved = after(two, approve('ana', { attemptId: 'a1' }));
    expect(after(approved, reject('ana', { attemptId: 'a1' })).status).toBe('rejected');
  });
});
