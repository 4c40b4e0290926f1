import { LIMITS } from '../../../contract/limits';
import { describeRequest } from '../../../rules/requests/details';
import { judge } from '../../../rules/requests/judge';
import { after, approve, begun, begunConfirmation, cancel, DEADLINE, reject } from '../../support/requests';

const typing = begunConfirmation({ confirmValue: 'DEPLOY' });
const outcome = (record: typeof typing, attempt: ReturnType<typeof approve>) =>
  judge(record, attempt).verdict;

describe('a confirmation with a typed value', () => {
  test('is confirmed by exactly that value, from any confirmer, also the requester', () => {
    for (const person of ['ana', 'bo', 'eve']) {
      const { record, verdict } = judge(typing, approve(person, { confirm: 'DEPLOY' }));
      expect(verdict).toMatchObject({ outcome: 'accepted', status: 'approved', message: 'Confirmed.' });
      expect(record.end).toMatchObject({ by: 'people', name: person });
    }
  });

  test.each(['deploy', 'DEPLOY ', ' DEPLOY', 'DEPLOY\n', '', 'DEPL\u200BOY', 'ＤＥＰＬＯＹ'])(
    'is not confirmed by %j, and the record does not contain it',
    (confirm) => {
      const { record, verdict } = judge(typing, approve('ana', { confirm }));
      expect(verdict).toMatchObject({ outcome: 'invalid', status: 'pending' });
      expect(verdict.message).toContain('The typed value is wrong');
      expect(record.refused).toMatchObject([{ by: 'ana', outcome: 'invalid', attempt: 'approve' }]);
      expect(record.refused[0]).not.toHaveProperty('confirm');
      expect(record.wrongValues).toHaveLength(1);
    },
  );

  test('no record and no verdict contains the typed value', () => {
    let record = typing;
    for (let index = 0; index < 6; index++) {
      const judged = judge(record, approve('ana', { confirm: 'hunter2' }));
      expect(JSON.stringify(judged)).not.toContain('hunter2');
      record = judged.record;
    }
  });

  test('is rejected by the system after five wrong values of any confirmers', () => {
    const people = ['ana', 'bo', 'eve', 'ana'];
    const four = after(typing, ...people.map((person) => approve(person, { confirm: 'x' })));
    expect(four).toMatchObject({ status: 'pending', refusedCount: 4 });
    expect(describeRequest(four)).toContain('4 of 5 wrong values typed');
    const { record, verdict } = judge(four, approve('bo', { confirm: 'x', attemptId: 'a5' }));
    expect(verdict).toMatchObject({ outcome: 'invalid', status: 'rejected' });
    expect(record).toMatchObject({
      status: 'rejected',
      rejectionReason: 'a wrong value was typed 5 times',
      end: { by: 'system' },
      refusedCount: 5,
    });
    expect(record.refused).toHaveLength(5);
    expect(outcome(record, approve('bo', { confirm: 'x', attemptId: 'a5' }))).toEqual({ ...verdict });
    expect(outcome(record, approve('ana', { confirm: 'DEPLOY' }))).toMatchObject({
      outcome: 'conflict',
      decidedBy: 'the system',
    });
  });

  test('wrong values of other people, and missing values, do not count', () => {
    const strangers = Array.from({ length: 20 }, () => approve('mallory', { confirm: 'x' }));
    const empty = Array.from({ length: 20 }, () => approve('ana'));
    const record = after(typing, ...strangers, ...empty);
    expect(record).toMatchObject({ status: 'pending', refusedCount: 40 });
    expect(record.wrongValues).toBeUndefined();
    expect(outcome(record, approve('ana')).message).toContain('needs a typed value');
    expect(outcome(record, approve('mallory', { confirm: 'DEPLOY' }))).toMatchObject({
      outcome: 'not_authorized',
    });
  });

  test('a repeated attempt counts once, also above the limit of recorded refusals', () => {
    const flood = Array.from({ length: LIMITS.recordedRefusals }, () => approve('mallory', { confirm: 'x' }));
    for (const before of [typing, after(typing, ...flood)]) {
      const same = Array.from({ length: 9 }, () => approve('ana', { confirm: 'x', attemptId: 'a1' }));
      const record = after(before, ...same);
      expect(record.status).toBe('pending');
      expect(record.wrongValues).toEqual([{ at: expect.any(String), by: 'ana', attemptId: 'a1' }]);
      // The second transport gets the verdict of the first, even with other content.
      const changed = approve('ana', { confirm: 'DEPLOY', attemptId: 'a1' });
      expect(outcome(record, changed)).toMatchObject({ outcome: 'invalid' });
      expect(outcome(record, reject('ana', { attemptId: 'a1' }))).toMatchObject({ outcome: 'accepted' });
    }
  });

  test('a rejection that was refused for a used decisionId does not take that id from the approval', () => {
    const tried = after(typing, approve('ana', { confirm: 'x', decisionId: 'd1' }));
    const record = after(tried, reject('ana', { decisionId: 'd1' }));
    expect(record.refused.at(-1)).toMatchObject({ attempt: 'reject', outcome: 'invalid' });
    expect(outcome(record, approve('ana', { confirm: 'DEPLOY', decisionId: 'd1' }))).toMatchObject({
      outcome: 'accepted',
    });
  });

  test('a second wrong value with the same decisionId also counts', () => {
    const record = after(typing, approve('ana', { confirm: 'x', decisionId: 'd1' }));
    expect(outcome(record, approve('ana', { confirm: 'DEPLOY', decisionId: 'd1' }))).toMatchObject({
      outcome: 'accepted',
    });
  });

  test('after the deadline the right value gets expired, and a wrong one no longer counts', () => {
    expect(outcome(typing, approve('ana', { confirm: 'DEPLOY', at: DEADLINE }))).toMatchObject({
      outcome: 'expired',
      status: 'expired',
    });
    const { record, verdict } = judge(typing, approve('ana', { confirm: 'x', at: DEADLINE }));
    expect(verdict).toMatchObject({ outcome: 'invalid', status: 'expired' });
    expect(verdict.message).toContain('The request has ended: expired');
    expect(record.wrongValues).toBeUndefined();
  });

  test('a rejection needs a reason and no value', () => {
    expect(outcome(typing, reject('ana', { reason: '' }))).toMatchObject({ outcome: 'invalid' });
    expect(outcome(typing, reject('ana', { reason: 'declined' }))).toMatchObject({ status: 'rejected' });
  });

  test('is cancelled by its requester and operators', () => {
    for (const name of ['eve', 'olga'])
      expect(judge(typing, cancel(name)).verdict).toMatchObject({ outcome: 'accepted' });
    expect(judge(typing, cancel('ana')).verdict).toMatchObject({ outcome: 'not_authorized' });
  });
});

test('a typed value is ignored if the confirmation needs none', () => {
  const plain = begunConfirmation();
  expect(outcome(plain, approve('ana', { confirm: 'x' }))).toMatchObject({ outcome: 'accepted' });
  const approval = begun([{ approvers: ['finance'] }]);
  expect(outcome(approval, approve('ana', { confirm: 'x' }))).toMatchObject({
    outcome: 'accepted',
    message: 'Approved.',
  });
});

test('a person who left the team may not confirm, and their wrong values do not count', () => {
  const record = {
    ...begunConfirmation({ confirmValue: 'DEPLOY' }, true),
    formerMembers: { finance: ['ana'] },
  };
  expect(after(record, approve('ana', { confirm: 'x' })).wrongValues).toBeUndefined();
  expect(outcome(record, approve('ana', { confirm: 'DEPLOY' }))).toMatchObject({ outcome: 'not_authorized' });
});
