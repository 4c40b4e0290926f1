import type { RequestRecord } from '../../../contract/request';
import type { Attempt } from '../../../rules/requests/attempt';
import { judge } from '../../../rules/requests/judge';
import { isSamePerson } from '../../../rules/teams';
import { approve, begun, cancel, reject } from '../../support/requests';

const one = begun([{ approvers: ['finance'] }], { operators: ['olga'] });
const verdict = (record: RequestRecord, attempt: Attempt) => judge(record, attempt).verdict;

describe('a team cannot decide', () => {
  const refused = {
    outcome: 'not_authorized',
    message:
      'finance is a team, and a team cannot decide. One of its members must decide under their own name: ana, bo, eve.',
  };

  test('it is refused with a reason', () => {
    expect(verdict(one, approve('finance'))).toMatchObject(refused);
    expect(verdict(one, reject('finance'))).toMatchObject(refused);
    const all = begun([{ approvers: ['finance', 'board'], requireAll: true }]);
    expect(verdict(all, approve('finance'))).toMatchObject(refused);
  });

  test('not even if the directory lists it as a member of a team', () => {
    const approvers = ['finance', 'all-staff'];
    const record = begun([{ approvers, quorum: 2 }], {}, { finance: ['ana'], 'all-staff': ['bo'] });
    const nested = {
      ...record,
      plan: {
        ...(record.plan as NonNullable<typeof record.plan>),
        teams: { finance: ['ana'], 'all-staff': ['bo', 'finance'] },
      },
    };
    expect(verdict(nested, approve('finance')).outcome).toBe('not_authorized');
    expect(verdict(nested, approve('bo')).outcome).toBe('accepted');
  });

  test('a person that the directory returns as a team of one may decide', () => {
    const record = begun([{ approvers: ['di'] }]);
    const plan = { ...(record.plan as NonNullable<typeof record.plan>), teams: { di: ['di'] } };
    expect(verdict({ ...record, plan }, approve('di')).outcome).toBe('accepted');
  });
});

describe('a name that differs only in case or in Unicode form', () => {
  test.each([
    ['ana', 'Ana'],
    ['ana', '\uFF41\uFF4E\uFF41'],
    ['jos\u00E9', 'jose\u0301'],
    ['stra\u00DFe', 'STRASSE'],
  ])('%s and %s: not authorized, and says so', (approver, person) => {
    const record = begun([{ approvers: ['finance', approver] }]);
    expect(isSamePerson(approver, person)).toBe(true);
    for (const attempt of [approve(person), reject(person)])
      expect(verdict(record, attempt)).toMatchObject({
        outcome: 'not_authorized',
        message: expect.stringContaining(
          `The name there is '${approver}', and yours is '${person}'. Names must match exactly`,
        ),
      });
  });

  test('gets a hint for an approver of a later stage too, and for no other name', () => {
    const staged = begun([{ approvers: ['board'] }, { approvers: ['cy'], stage: 2 }]);
    expect(verdict(staged, approve('CY')).message).toContain("The name there is 'cy', and yours is 'CY'");
    expect(verdict(one, approve('annabel')).message).toBe(
      'annabel is not an approver of this request: finance may decide.',
    );
  });

  test('for the requester may neither decide nor cancel', () => {
    expect(verdict(one, approve('EVE')).message).toContain('EVE made this request and may not decide it');
    expect(verdict(one, cancel('EVE'))).toMatchObject({
      outcome: 'not_authorized',
      message: expect.stringContaining("The name there is 'eve', and yours is 'EVE'"),
    });
    expect(verdict(one, cancel('Olga')).message).toContain("The name there is 'olga'");
  });
});
