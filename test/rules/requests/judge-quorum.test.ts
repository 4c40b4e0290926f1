import type { VerdictOutcome } from '../../../contract/names';
import type { RequestRecord } from '../../../contract/request';
import type { Attempt } from '../../../rules/requests/attempt';
import { judge } from '../../../rules/requests/judge';
import {
  approved,
  both,
  cancelled,
  expired,
  late,
  lenient,
  named,
  one,
  rejected,
  second,
  two,
  wholly,
} from '../../support/judged-requests';
import { after, approve, begun, cancel, MINUTE, reject, START } from '../../support/requests';

describe('who must approve (rules 3 and 4)', () => {
  const each = () => begun([{ approvers: ['finance', 'board'], requireAll: true }]);

  test.each<[string, RequestRecord, Attempt[], string]>([
    ['any one of the approvers', one(), [approve('bo')], 'approved'],
    [
      'a quorum of different people',
      two(),
      [approve('ana'), approve('ana', { decisionId: 'again' })],
      'pending',
    ],
    ['until the quorum is reached', two(), [approve('ana'), approve('bo')], 'approved'],
    ['each entry needs a different person', each(), [approve('ana')], 'pending'],
    [
      'a person who fits both entries counts for the one that is left',
      each(),
      [approve('ana'), approve('bo')],
      'approved',
    ],
    [
      'an approval counts for each open policy whose approvers include the person',
      begun([{ approvers: ['finance'] }, { approvers: ['board'] }]),
      [approve('ana')],
      'approved',
    ],
    ['all policies, not one of them', both(), [approve('ana')], 'pending'],
    ['stage after stage', second(), [approve('di')], 'approved'],
    [
      'the requester may approve if a policy allows it',
      begun([{ approvers: ['finance'], allowSelfApproval: true }]),
      [approve('eve')],
      'approved',
    ],
    [
      'the requester may not approve with another spelling',
      begun([{ approvers: ['Eve', 'ana'] }]),
      [approve('Eve')],
      'pending',
    ],
  ])('%s', (_, record, attempts, status) => expect(after(record, ...attempts).status).toBe(status));

  test('what is still needed names an entry that another person can fill', () => {
    const record = after(begun([{ approvers: ['finance', 'ana'], requireAll: true }]), approve('ana'));
    expect(record.needed).toEqual([
      { policy: 'p1', stage: 1, count: 1, from: ['finance'], requireAll: true, people: ['bo'] },
    ]);
  });

  test('an approval that did not name the content uses nothing up', () => {
    const tried = after(wholly(), approve('ana', { decisionId: 'd1' }));
    expect(tried).toMatchObject({ status: 'pending', refusedCount: 1, decisions: [] });
    expect(judge(tried, approve('ana', { decisionId: 'd1', ...named })).verdict.outcome).toBe('accepted');
  });

  test('the verdict names who has decided, and what is still needed', () => {
    const { verdict } = judge(two(), approve('ana'));
    expect(verdict).toMatchObject({ status: 'pending', stage: 1 });
    expect(verdict.needed).toEqual([{ policy: 'p1', stage: 1, count: 1, from: ['finance'], people: ['bo'] }]);
    expect(judge(approved(), reject('bo')).verdict).toMatchObject({
      decidedBy: 'ana',
      decidedAt: expect.any(String),
    });
  });
});

describe('rejections (rule 5)', () => {
  const tolerant = () => begun([{ approvers: ['finance', 'cy', 'di'], quorum: 2, rejectionsToReject: 3 }]);
  const split = () =>
    begun([
      { approvers: ['ana', 'bo'], rejectionsToReject: 2 },
      { approvers: ['ana', 'cy'], stage: 2 },
    ]);
  const needed = () =>
    begun([
      { approvers: ['ana', 'bo'], rejectionsToReject: 2 },
      { approvers: ['ana'], stage: 2, rejectionsToReject: 2 },
    ]);

  test.each<[string, RequestRecord, Attempt[], string]>([
    ['one ends it', one(), [reject('bo')], 'rejected'],
    ['fewer than rejectionsToReject do not reject', tolerant(), [reject('ana'), reject('bo')], 'pending'],
    [
      'rejectionsToReject of them reject',
      begun([{ approvers: ['finance', 'cy', 'di'], rejectionsToReject: 2 }]),
      [reject('ana'), reject('bo')],
      'rejected',
    ],
    [
      'a quorum that can no longer be reached rejects',
      tolerant(),
      [reject('ana'), reject('bo'), reject('cy')],
      'rejected',
    ],
    ['an approval may become a rejection', two(), [approve('ana'), reject('ana')], 'rejected'],
    ['an approval may become a rejection in a later stage', second(), [reject('ana')], 'rejected'],
    ['an approval cannot become a rejection after the end', approved(), [reject('ana')], 'approved'],
    [
      'an approval that became a rejection no longer counts',
      lenient(),
      [approve('ana'), reject('ana'), approve('bo')],
      'pending',
    ],
    ['a rejection in an early stage also counts for later stages', split(), [reject('ana')], 'rejected'],
    ['a rejection rejects if it makes a later quorum unreachable', needed(), [reject('ana')], 'rejected'],
  ])('%s', (_, record, attempts, status) => expect(after(record, ...attempts).status).toBe(status));

  test('its reason is the rejectionReason', () => {
    expect(rejected()).toMatchObject({ rejectionReason: 'too much', end: { by: 'people', name: 'ana' } });
  });
});

describe('a double click does not leak into the next stage (rule 10)', () => {
  const next = { expected: { stage: 2 } };

  test.each<[string, Attempt, VerdictOutcome]>([
    ['the same click', approve('ana', { decisionId: 'd1' }), 'duplicate'],
    ['the same click that names the open stage', approve('ana', { decisionId: 'd1', ...next }), 'duplicate'],
    ['another click', approve('ana', { decisionId: 'd2' }), 'duplicate'],
    [
      'another click on the first stage',
      approve('ana', { decisionId: 'd2', expected: { stage: 1 } }),
      'duplicate',
    ],
    ['another click on the open stage', approve('ana', { decisionId: 'd2', ...next }), 'accepted'],
  ])('%s', (_, attempt, outcome) => expect(judge(second(), attempt).verdict.outcome).toBe(outcome));

  test('an approval of a person who has left the team does not leak either', () => {
    const three = begun([{ approvers: ['finance'] }, { approvers: ['board'], stage: 2 }]);
    const counted = after(three, approve('ana', { decisionId: 'd1' }));
    const left = {
      ...counted,
      decisions: counted.decisions.map((d) => ({ ...d, void: 'no longer in a team' })),
    };
    expect(judge(left, approve('ana', { decisionId: 'd1' })).verdict.outcome).toBe('duplicate');
    expect(judge(left, approve('ana', { decisionId: 'd2' })).verdict.outcome).toBe('duplicate');
  });
});

describe('cancelling (rule 16)', () => {
  const run = () => begun([{ approvers: ['finance'] }], { runId: 'run-1', operators: ['security', 'oz'] });

  test.each<[string, RequestRecord, string, VerdictOutcome]>([
    ['the requester may', run(), 'eve', 'accepted'],
    ['its run may', run(), 'run-1', 'accepted'],
    ['an operator may', run(), 'oz', 'accepted'],
    ["an operators' team may", run(), 'cy', 'accepted'],
    ['an approver may not', run(), 'ana', 'not_authorized'],
    ['an approved request cannot be cancelled', approved(), 'eve', 'conflict'],
    ['a rejected request cannot be cancelled', rejected(), 'eve', 'conflict'],
    ['an expired request cannot be cancelled', expired(), 'eve', 'expired'],
    [
      'a request that another person cancelled cannot be cancelled',
      after(run(), cancel('oz')),
      'eve',
      'cancelled',
    ],
    ['not twice', cancelled(), 'eve', 'duplicate'],
  ])('%s', (_, record, who, outcome) => expect(judge(record, cancel(who)).verdict.outcome).toBe(outcome));

  test('the record says who cancelled and why', () => {
    expect(cancelled().end).toEqual({
      status: 'cancelled',
      at: new Date(START + MINUTE).toISOString(),
      by: 'requester',
      name: 'eve',
      reason: 'not needed',
    });
  });

  test('at the deadline it is too late', () => {
    expect(judge(one(), cancel('eve', late))).toMatchObject({
      record: { status: 'expired' },
      verdict: { outcome: 'expired' },
    });
  });
});
