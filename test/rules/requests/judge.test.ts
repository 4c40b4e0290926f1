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
  stages,
  two,
  wholly,
} from '../../support/judged-requests';
import { after, approve, DEADLINE, HASH, reject, START } from '../../support/requests';

const unreadable: Attempt = {
  kind: 'unreadable',
  at: START,
  transport: 'signal',
  problem: 'The message is not JSON.',
};

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
