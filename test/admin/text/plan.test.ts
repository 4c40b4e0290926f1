import { neededLines, policyLines, requirementText } from '../../../admin/text/plan';
import type { PolicyInput } from '../../../contract/config/policy';
import type { RequestRecord } from '../../../contract/request';
import { after, approve, begun } from '../../support/requests';

// The requester is eve. Teams: finance is ana, bo and eve; security is cy and eve; board is di and ana.
const each: Partial<PolicyInput> = { approvers: ['finance', 'security', 'board'], requireAll: true };
const said = (record: RequestRecord) => [policyLines(record), neededLines(record)];

describe('the requirement of a policy is shown once', () => {
  test('while nobody has approved, `still needed` names only the people', () => {
    expect(
      said(
        begun([
          { approvers: ['finance'], quorum: 2 },
          { approvers: ['di'], stage: 2 },
        ]),
      ),
    ).toEqual([
      ['Policy p1 requires 2 approvals from finance.', 'Policy p2 (stage 2) requires 1 approval from di.'],
      ['Policy p1: ana, bo', 'Policy p2 (stage 2): di'],
    ]);
  });

  test('after an approval, `still needed` says what remains, with the same words', () => {
    const begin = begun([each]);
    expect(said(begin)).toEqual([
      ['Policy p1 requires an approval from each of finance, security, board.'],
      ['Policy p1: ana, bo, cy, di'],
    ]);
    const withOne = after(begin, approve('cy'));
    expect(neededLines(withOne)).toEqual([
      'Policy p1 requires an approval from each of finance, board: ana, bo, di',
    ]);
    expect(neededLines(after(withOne, approve('di')))).toEqual([
      'Policy p1 requires 1 approval from finance: ana, bo',
    ]);
  });
});

test('the fallback is no policy', () => {
  const fallback = begun([], { fallback: { approvers: ['finance'], quorum: 2 } });
  expect(said(fallback)).toEqual([
    ['No policy matches. The fallback requires 2 approvals from finance.'],
    ['The fallback: ana, bo'],
  ]);
  expect(neededLines(after(fallback, approve('ana')))).toEqual([
    'The fallback requires 1 approval from finance: bo',
  ]);
});

test('without its policy a requirement names approvals and stage', () => {
  const [first, second] = begun([each, { approvers: ['di'], stage: 2 }]).plan?.requirements ?? [];
  expect([first, second].map((requirement) => requirement && requirementText(requirement))).toEqual([
    'an approval from each of finance, security, board',
    '1 approval from di, in stage 2',
  ]);
});
