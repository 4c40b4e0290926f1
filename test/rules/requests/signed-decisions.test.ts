import { LIMITS } from '../../../contract/limits';
import type { RequestRecord } from '../../../contract/request';
import type { SignatureCheck } from '../../../contract/signature';
import type { Attempt } from '../../../rules/requests/attempt';
import { describeRequest } from '../../../rules/requests/details';
import { judge } from '../../../rules/requests/judge';
import { teamsToRecheck } from '../../../rules/requests/team-recheck';
import { after, approve, begun, begunConfirmation, cancel, DEADLINE, reject } from '../../support/requests';

const mustBeSigned = (record: RequestRecord): RequestRecord =>
  record.plan ? { ...record, plan: { ...record.plan, signed: true } } : record;
// The requester is eve. Teams: finance is ana, bo and eve; board is di and ana.
const one = () => mustBeSigned(begun([{ approvers: ['finance'] }]));
const two = () => mustBeSigned(begun([{ approvers: ['finance'], quorum: 2 }]));
const stages = () => mustBeSigned(begun([{ approvers: ['ana'] }, { approvers: ['bo'], stage: 2 }]));

const checked = (attempt: Attempt, signatureCheck?: SignatureCheck, keyId = 'inbox'): Attempt =>
  attempt.kind === 'decide'
    ? {
        ...attempt,
        message: { decisionId: 'd', ...attempt.message, signature: { keyId, value: 'x' } },
        ...(signatureCheck && { signatureCheck }),
      }
    : attempt;
const signed = (attempt: Attempt) => checked(attempt, 'fits');

describe('if decisions must be signed', () => {
  test.each<[string, Attempt, RegExp]>([
    ['no signature', approve('ana'), /must be signed, and this one is not/],
    ['an unchecked signature', checked(approve('ana')), /by key 'inbox' does not match/],
    [
      'a signature that does not fit',
      checked(approve('ana'), 'does_not_fit'),
      /by key 'inbox' does not match/,
    ],
    [
      'a signature by an unknown key',
      checked(approve('ana'), 'unknown_key', 'old'),
      /key 'old' is not \(or no longer\) in the config/,
    ],
    [
      'a check without a signature',
      { ...approve('ana'), signatureCheck: 'fits' } as Attempt,
      /must be signed, and this one is not/,
    ],
    ['a rejection without a signature', reject('ana'), /must be signed, and this one is not/],
  ])('%s is not authorized, and recorded', (_, attempt, says) => {
    const { record, verdict } = judge(one(), attempt);
    expect(verdict).toMatchObject({ outcome: 'not_authorized', message: expect.stringMatching(says) });
    expect(record).toMatchObject({ status: 'pending', decisions: [] });
    expect(record.refused).toMatchObject([{ by: 'ana', outcome: 'not_authorized' }]);
    expect(record.refused[0]).not.toHaveProperty('keyId');
  });

  test('a valid signature counts, and the record names its key', () => {
    const { record } = judge(one(), signed(approve('ana')));
    expect(record).toMatchObject({ status: 'approved', decisions: [{ decidedBy: 'ana', keyId: 'inbox' }] });
  });

  test('a person who may not decide is refused with a valid signature too, and the refusal names the key', () => {
    const { record, verdict } = judge(one(), signed(approve('mallory')));
    expect(verdict).toMatchObject({ outcome: 'not_authorized', message: expect.stringContaining('mallory') });
    expect(record.refused).toMatchObject([{ by: 'mallory', keyId: 'inbox' }]);
  });

  test('without signing, a signature is not required and not trusted', () => {
    const { record } = judge(begun([{ approvers: ['finance'] }]), checked(approve('ana')));
    expect(record.decisions).toMatchObject([{ decidedBy: 'ana' }]);
    expect(record.decisions[0]).not.toHaveProperty('keyId');
  });

  test('a cancellation needs none', () => {
    expect(judge(one(), cancel('eve')).verdict.outcome).toBe('accepted');
  });

  test('an unsigned wrong value does not count', () => {
    const confirmation = mustBeSigned(begunConfirmation({ confirmValue: 'DEPLOY' }));
    const forged = Array.from({ length: 9 }, () => approve('ana', { confirm: 'x' }));
    const record = after(confirmation, ...forged);
    expect(record.wrongValues ?? []).toEqual([]);
    expect(judge(record, signed(approve('ana', { confirm: 'DEPLOY' }))).record.status).toBe('approved');
    expect(after(confirmation, signed(approve('ana', { confirm: 'x' }))).wrongValues).toHaveLength(1);
  });

  test('the directory is not asked again for an unsigned decision', () => {
    const record = one();
    const asking = { ...record, plan: { ...record.plan!, recheck: true } };
    expect(teamsToRecheck(asking, checked(approve('ana')))).toEqual([]);
    expect(teamsToRecheck(asking, signed(approve('ana')))).toEqual(['finance']);
  });
});

describe('a person who knows the ids of a signed decision', () => {
  const ids = { attemptId: 'a1', decisionId: 'd1' };

  test('cannot answer for it beforehand', () => {
    const forged = after(
      two(),
      approve('ana', ids),
      reject('ana', ids),
      checked(approve('ana', ids), 'does_not_fit'),
    );
    expect(judge(forged, signed(approve('ana', ids))).verdict.outcome).toBe('accepted');
  });

  test('is refused afterwards, and recorded', () => {
    const { record, verdict } = judge(after(two(), signed(approve('ana', ids))), approve('ana', ids));
    expect(verdict.outcome).toBe('not_authorized');
    expect(record.refused).toHaveLength(1);
  });

  test('but the same attempt by the second transport gets the same verdict, and there is one entry', () => {
    const once = after(two(), signed(approve('ana', ids)));
    expect(judge(once, signed(approve('ana', ids))).verdict.outcome).toBe('accepted');
    const refused = after(two(), approve('ana', ids));
    expect(after(refused, approve('ana', ids)).refused).toHaveLength(1);
    const stranger = after(two(), signed(approve('mallory', ids)));
    expect(after(stranger, signed(approve('mallory', ids))).refused).toHaveLength(1);
  });

  test('also after the first one has ended the request, when signatures are not checked', () => {
    const ended = after(one(), signed(approve('ana', ids)));
    expect(judge(ended, checked(approve('ana', ids))).verdict.outcome).toBe('accepted');
  });
});

test('an approval without a stage does not count when it is sent again in a later stage', () => {
  const early = signed(approve('bo', { decisionId: 'd1' }));
  const open = after(stages(), early, signed(approve('ana')));
  expect(open.stage).toBe(2);
  expect(judge(open, early).verdict.outcome).toBe('superseded');
  expect(judge(open, signed(approve('bo', { expected: { stage: 2 } }))).verdict.outcome).toBe('accepted');
  expect(judge(open, signed(reject('bo'))).verdict.outcome).toBe('accepted');
});

test('the Temporal UI says that decisions must be signed, and names the key', () => {
  expect(describeRequest(one())).toContain('Decisions must be signed');
  const ended = describeRequest(after(two(), signed(approve('ana')), signed(approve('bo'))));
  expect(ended).toContain('signed with inbox');
  expect(ended).not.toContain('must be signed');
});

test('after the end attempts change nothing and get a verdict about the end', () => {
  const ended = after(one(), signed(approve('ana')));
  for (const attempt of [
    approve('bo'),
    checked(approve('bo')),
    reject('bo'),
    approve('bo', { at: DEADLINE }),
  ]) {
    const { record, verdict } = judge(ended, attempt);
    expect(record).toBe(ended);
    expect(['superseded', 'conflict']).toContain(verdict.outcome);
  }
  const late = judge(one(), approve('ana', { at: DEADLINE }));
  expect([late.verdict.outcome, late.record.status]).toEqual(['expired', 'expired']);
});

test('above 100 refusals forged attempts are only counted, and the valid one still counts', () => {
  const flooded = after(one(), ...Array.from({ length: 150 }, () => approve('ana')));
  expect([flooded.refused.length, flooded.refusedCount]).toEqual([LIMITS.recordedRefusals, 150]);
  expect(judge(flooded, signed(approve('ana'))).record.status).toBe('approved');
});
