import type { VerdictOutcome } from '../../../contract/names';
import type { RequestRecord } from '../../../contract/request';
import type { Attempt } from '../../../rules/requests/attempt';
import { judge } from '../../../rules/requests/judge';
import { after, approve, begun, cancel, DEADLINE, HASH, MINUTE, reject, START } from '../../support/requests';

// The requester is eve. Teams: finance is ana, bo and eve; security is cy and eve; board is di and ana.
const one = () => begun([{ approvers: ['finance'] }]);
const two = () => begun([{ approvers: ['finance'], quorum: 2 }]);
const both = () => begun([{ approvers: ['finance'] }, { approvers: ['security'] }]);
const lenient = () => begun([{ approvers: ['finance', 'cy'], quorum: 2, rejectionsToReject: 2 }]);
const stages = () => begun([{ approvers: ['finance'] }, { approvers: ['board'], stage: 2 }]);
const wholly = () => begun([{ approvers: ['finance'], quorum: 2, mustReadAll: true }]);
const named = { expected: { contentHash: HASH } };
const second = () => after(stages(), approve('ana', { decisionId: 'd1' }));
const late = { at: DEADLINE };
const unreadable: Attempt = {
  kind: 'unreadable',
  at: START,
  transport: 'signal',
  problem: 'The message is not JSON.',
};

const expired = () => after(one(), approve('mallory', late));
const cancelled = () => after(one(), cancel('eve', { reason: 'not needed' }));
const approved = () => after(one(), approve('ana'));
const rejected = () => after(one(), reject('ana'));

type Row = [
  situation: string,
  record: () => RequestRecord,
  attempt: Attempt,
  outcome: VerdictOutcome,
  says?: RegExp,
];

describe('the table of verdicts (rule 9)', () => {
  test.each<Row>([
    ['malformed', one, unreadable, 'invalid', /not JSON/],
    ['a rejection without a reason', one, reject('ana', { reason: ' ' }), 'invalid', /needs a reason/],
    [
      'a known decisionId with another decision',
      () => after(two(), approve('ana', { decisionId: 'd1' })),
      reject('ana', { decisionId: 'd1' }),
      'invalid',
      /'d1' was used/,
    ],
    [
      'a known decisionId with other notes',
      () => after(two(), approve('ana', { decisionId: 'd1' })),
      approve('ana', { decisionId: 'd1', notes: 'x' }),
      'invalid',
    ],
    [
      "another person's decisionId",
      () => after(two(), approve('ana', { decisionId: 'd1' })),
      approve('bo', { decisionId: 'd1' }),
      'accepted',
    ],
    [
      'an approval that does not name the content, where everything must be read',
      wholly,
      approve('ana', { expected: { stage: 1 } }),
      'invalid',
      /everything is read .*mustReadAll.* `hitl show request-1` and send expected\.contentHash/,
    ],
    ['an approval that names it', wholly, approve('ana', named), 'accepted'],
    [
      'an approval that names other content',
      wholly,
      approve('ana', { expected: { contentHash: 'older' } }),
      'superseded',
    ],
    ['a rejection that does not name it', wholly, reject('ana'), 'accepted'],
    ['a stranger', one, approve('mallory'), 'not_authorized', /finance may decide/],
    ['the requester itself', one, approve('eve'), 'not_authorized', /made this request/],
    [
      'an approver of a later stage',
      stages,
      approve('di'),
      'not_authorized',
      /an approver of stage 2, which opens when stage 1 is complete/,
    ],
    [
      'an approver of an earlier stage',
      second,
      approve('bo'),
      'not_authorized',
      /bo is an approver of stage 1, which is already complete/,
    ],
    ['it expired', expired, approve('ana', late), 'expired', /Nothing was approved/],
    ['at the deadline', one, approve('ana', late), 'expired'],
    ['before the deadline', one, approve('ana', { at: DEADLINE - 1 }), 'accepted'],
    ['it was cancelled', cancelled, approve('ana'), 'cancelled', /Cancelled by eve .*: not needed/],
    ['the same again', () => after(two(), approve('ana')), approve('ana'), 'duplicate', /already counted/],
    ['the same again after the end', approved, approve('ana'), 'duplicate'],
    [
      'another revision',
      one,
      approve('ana', { expected: { contentHash: 'older' } }),
      'superseded',
      /another revision/,
    ],
    ['another stage', one, approve('ana', { expected: { stage: 2 } }), 'superseded'],
    ['others have approved it', approved, approve('bo'), 'superseded', /approved by ana at/],
    ['others have rejected it', rejected, reject('bo'), 'superseded'],
    [
      "others have approved for the person's own policy",
      () => after(both(), approve('ana')),
      approve('bo'),
      'superseded',
      /Policy p2 requires 1 approval from security/,
    ],
    ['others have approved, and one rejects', approved, reject('bo'), 'conflict', /approved by ana/],
    [
      'others have rejected, and one approves',
      rejected,
      approve('bo'),
      'conflict',
      /rejected by ana .*too much/,
    ],
    [
      "the person's own rejection stands",
      () => after(lenient(), reject('ana')),
      approve('ana'),
      'conflict',
      /cannot become an approval/,
    ],
    ['it counts', two, approve('ana'), 'accepted', /Policy p1 requires 1 approval from finance/],
    [
      'it decides',
      one,
      approve('ana', { expected: { stage: 1, contentHash: HASH } }),
      'accepted',
      /Approved/,
    ],
  ])('%s: %#', (_, record, attempt, outcome, says = /./) => {
    const { verdict } = judge(record(), attempt);
    expect([verdict.outcome, verdict.message]).toEqual([outcome, expect.stringMatching(says)]);
  });
});

describe('if two verdicts apply, the one higher in the table wins', () => {
  test.each<Row>([
    ['invalid before not_authorized', one, reject('mallory', { reason: '' }), 'invalid'],
    ['content not named: invalid before not_authorized', wholly, approve('mallory'), 'invalid'],
    [
      'content not named: invalid before duplicate',
      () => after(wholly(), approve('ana', named)),
      approve('ana'),
      'invalid',
    ],
    ['content not named: expired first', wholly, approve('ana', late), 'expired'],
    [
      'an approval after the end need not name the content',
      () => after(wholly(), approve('ana', named), approve('bo', named)),
      approve('ana'),
      'duplicate',
    ],
    ['invalid before expired', expired, reject('ana', { ...late, reason: '' }), 'invalid'],
    ['not_authorized before expired', expired, approve('mallory', late), 'not_authorized'],
    ['not_authorized before cancelled', cancelled, approve('mallory'), 'not_authorized'],
    [
      'not_authorized before superseded',
      one,
      approve('mallory', { expected: { stage: 2 } }),
      'not_authorized',
    ],
    ['not_authorized before conflict', rejected, approve('mallory'), 'not_authorized'],
    [
      'expired before duplicate',
      () => after(two(), approve('ana'), approve('bo', late)),
      approve('ana', late),
      'expired',
    ],
    ['cancelled before superseded', cancelled, approve('ana', { expected: { stage: 2 } }), 'cancelled'],
    ['duplicate before superseded', approved, approve('ana', { expected: { stage: 2 } }), 'duplicate'],
    ['superseded before conflict', rejected, approve('bo', { expected: { stage: 2 } }), 'superseded'],
  ])('%s', (_, record, attempt, outcome) => expect(judge(record(), attempt).verdict.outcome).toBe(outcome));
});

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
      'one approval counts for every open requirement',
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
