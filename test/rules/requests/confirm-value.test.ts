import { LIMITS } from '../../../contract/limits';
import { judge } from '../../../rules/requests/judge';
import { describeRequest } from '../../../rules/requests/state-details';
import { after, approve, begun, begunConfirmation, cancel, DEADLINE, reject } from '../../support/requests';

const typing = begunConfirmation({ confirmValue: 'DEPLOY' });
const outcome = (record: typeof typing, attempt: ReturnType<typeof approve>) =>
  judge(record, attempt).verdict;

describe('a confirmation that wants a value typed', () => {
  test('is confirmed by exactly that, by anybody who is asked, the requester too', () => {
    for (const person of ['ana', 'bo', 'eve']) {
      const { record, verdict } = judge(typing, approve(person, { confirm: 'DEPLOY' }));
      expect(verdict).toMatchObject({ outcome: 'accepted', status: 'approved', message: 'Confirmed.' });
      expect(record.end).toMatchObject({ by: 'people', name: person });
    }
  });

  test.each(['deploy', 'DEPLOY ', ' DEPLOY', 'DEPLOY\n', '', 'DEPL\u200BOY', 'ＤＥＰＬＯＹ'])(
    'is not by %j, which is nowhere in the record',
    (confirm) => {
      const { record, verdict } = judge(typing, approve('ana', { confirm }));
      expect(verdict).toMatchObject({ outcome: 'invalid', status: 'pending' });
      expect(verdict.message).toContain('Wrong typed value');
      expect(record.refused).toMatchObject([{ by: 'ana', outcome: 'invalid', attempt: 'approve' }]);
      expect(record.refused[0]).not.toHaveProperty('confirm');
      expect(record.wrongValues).toHaveLength(1);
    },
  );

  test('what was typed is in no record and no verdict', () => {
    let record = typing;
    for (let index = 0; index < 6; index++) {
      const judged = judge(record, approve('ana', { confirm: 'hunter2' }));
      expect(JSON.stringify(judged)).not.toContain('hunter2');
      record = judged.record;
    }
  });

  test('is rejected by the system after five wrong values, whoever of the confirmers typed them', () => {
    const people = ['ana', 'bo', 'eve', 'ana'];
    const four = after(typing, ...people.map((person) => approve(person, { confirm: 'x' })));
    expect(four).toMatchObject({ status: 'pending', refusedCount: 4 });
    expect(describeRequest(four)).toContain('4 of 5 wrong values so far');
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

  test('wrong values of others, and no value at all, count for nothing', () => {
    const strangers = Array.from({ length: 20 }, () => approve('mallory', { confirm: 'x' }));
    const empty = Array.from({ length: 20 }, () => approve('ana'));
    const record = after(typing, ...strangers, ...empty);
    expect(record).toMatchObject({ status: 'pending', refusedCount: 40 });
    expect(record.wrongValues).toBeUndefined();
    expect(outcome(record, approve('ana')).message).toContain('a value must be typed');
    expect(outcome(record, approve('mallory', { confirm: 'DEPLOY' }))).toMatchObject({
      outcome: 'not_authorized',
    });
  });

  test('a retry of one attempt counts once, also past the refusals that are kept', () => {
    const flood = Array.from({ length: LIMITS.recordedRefusals }, () => approve('mallory', { confirm: 'x' }));
    for (const before of [typing, after(typing, ...flood)]) {
      const same = Array.from({ length: 9 }, () => approve('ana', { confirm: 'x', attemptId: 'a1' }));
      const record = after(before, ...same);
      expect(record.status).toBe('pending');
      expect(record.wrongValues).toEqual([{ at: expect.any(String), by: 'ana', attemptId: 'a1' }]);
      // Its second transport gives the first one's verdict, whatever else is in it.
      const changed = approve('ana', { confirm: 'DEPLOY', attemptId: 'a1' });
      expect(outcome(record, changed)).toMatchObject({ outcome: 'invalid' });
      expect(outcome(record, reject('ana', { attemptId: 'a1' }))).toMatchObject({ outcome: 'accepted' });
    }
  });

  test('a rejection refused for a used decisionId does not take that id from the approval', () => {
    const tried = after(typing, approve('ana', { confirm: 'x', decisionId: 'd1' }));
    const record = after(tried, reject('ana', { decisionId: 'd1' }));
    expect(record.refused.at(-1)).toMatchObject({ attempt: 'reject', outcome: 'invalid' });
    expect(outcome(record, approve('ana', { confirm: 'DEPLOY', decisionId: 'd1' }))).toMatchObject({
      outcome: 'accepted',
    });
  });

  test('a second try with the same decisionId is a try', () => {
    const record = after(typing, approve('ana', { confirm: 'x', decisionId: 'd1' }));
    expect(outcome(record, approve('ana', { confirm: 'DEPLOY', decisionId: 'd1' }))).toMatchObject({
      outcome: 'accepted',
    });
  });

  test('too late is too late: the right value is expired, and a wrong one counts no more', () => {
    expect(outcome(typing, approve('ana', { confirm: 'DEPLOY', at: DEADLINE }))).toMatchObject({
      outcome: 'expired',
      status: 'expired',
    });
    const { record, verdict } = judge(typing, approve('ana', { confirm: 'x', at: DEADLINE }));
    expect(verdict).toMatchObject({ outcome: 'invalid', status: 'expired' });
    expect(verdict.message).toContain('It has ended: expired');
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

test('a value given where none is to be typed is ignored', () => {
  const plain = begunConfirmation();
  expect(outcome(plain, approve('ana', { confirm: 'x' }))).toMatchObject({ outcome: 'accepted' });
  const approval = begun([{ approvers: ['finance'] }]);
  expect(outcome(approval, approve('ana', { confirm: 'x' }))).toMatchObject({
    outcome: 'accepted',
    message: 'Approved.',
  });
});

test('whoever left the team may not confirm, and types nothing that counts', () => {
  const record = {
    ...begunConfirmation({ confirmValue: 'DEPLOY' }, true),
    formerMembers: { finance: ['ana'] },
  };
  expect(after(record, approve('ana', { confirm: 'x' })).wrongValues).toBeUndefined();
  expect(outcome(record, approve('ana', { confirm: 'DEPLOY' }))).toMatchObject({ outcome: 'not_authorized' });
});
