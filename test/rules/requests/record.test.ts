import type { PolicyInput } from '../../../contract/config/policy';
import { namesToResolve, withTeams } from '../../../rules/requests/record';
import { begun } from '../../support/requests';

const teams = { finance: ['ana', 'bo'], deputies: ['ana'] };
const with_ = (policy: Partial<PolicyInput>, requesterId = 'eve') => begun([policy], { requesterId }, teams);

describe('a request that nobody can approve is an error and does not hang (rule 4)', () => {
  test.each<[string, Partial<PolicyInput>, string, RegExp]>([
    [
      'too few people for the quorum',
      { approvers: ['finance'], quorum: 3 },
      'eve',
      /3 different people from finance \(ana, bo\)/,
    ],
    [
      'a person counted once, though named by two entries',
      { approvers: ['finance', 'deputies'], quorum: 3 },
      'eve',
      /there are not enough eligible people/,
    ],
    [
      'the requester counted out',
      { approvers: ['finance'], quorum: 2 },
      'ana',
      /the requester ana may not approve/,
    ],
    [
      'in whatever case it writes its name',
      { approvers: ['ana'] },
      'Ana',
      /the requester Ana may not approve/,
    ],
    [
      'too few people for every entry',
      { approvers: ['deputies', 'ana'], requireAll: true },
      'eve',
      /a different person for each of deputies \(ana\), ana/,
    ],
  ])('%s', (_, policy, requester, message) => {
    const { status, end } = with_(policy, requester);
    expect([status, end?.by, end?.error?.name]).toEqual(['cancelled', 'system', 'UnreachableQuorum']);
    expect(end?.error?.message).toMatch(message);
  });

  test.each<[string, Partial<PolicyInput>, string]>([
    ['enough people', { approvers: ['finance'], quorum: 2 }, 'eve'],
    [
      'the requester too, where the policy lets it',
      { approvers: ['finance'], quorum: 2, allowSelfApproval: true },
      'ana',
    ],
    ['a different person for each entry', { approvers: ['finance', 'deputies'], requireAll: true }, 'eve'],
  ])('%s: it opens', (_, policy, requester) => expect(with_(policy, requester).status).toBe('pending'));
});

test('an approver that is not a team is a person', () => {
  expect(with_({ approvers: ['cy'] }).needed).toMatchObject([{ from: ['cy'], people: ['cy'] }]);
});

test('the directory is asked once about each approver and operator', () => {
  const { plan } = begun(
    [{ approvers: ['finance', 'cy'] }, { approvers: ['finance'] }],
    { operators: ['ops'] },
    teams,
  );
  expect(plan && namesToResolve(plan)).toEqual(['finance', 'cy', 'ops']);
});

test('teams that the directory returns later are checked in the same way', () => {
  const open = with_({ approvers: ['finance'] });
  expect(withTeams(open, { finance: [] }).plan?.error?.message).toMatch(/finance \(nobody\)/);
});
