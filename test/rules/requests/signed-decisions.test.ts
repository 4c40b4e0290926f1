import { LIMITS } from '../../../contract/limits';
import type { RequestRecord } from '../../../contract/request';
import type { SignatureCheck } from '../../../contract/signature';
import type { Attempt } from '../../../rules/requests/attempt';
import { judge } from '../../../rules/requests/judge';
import { teamsToRecheck } from '../../../rules/requests/team-recheck';
import { describeRequest } from '../../../rules/requests/state-details';
import { after, approve, begun, begunConfirmation, cancel, DEADLINE, reject } from '../../support/requests';

const mustBeSigned = (record: RequestRecord): RequestRecord =>
  record.plan ? { ...record, plan: { ...record.plan, signed: true } } : record;
// eve asks; finance is ana, bo and eve; the board is di and ana.
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

describe('where decisions must be signed', () => {
  test.each<[string, Attempt, RegExp]>([
    ['no signature', approve('ana'), /It is not signed/],
    ['a signature that nobody has checked', checked(approve('ana')), /'inbox' does not fit/],
    ['one that does not fit', checked(approve('ana'), 'does_not_fit'), /'inbox' does not fit/],
    ['one with a key that is none', checked(approve('ana'), 'unknown_key', 'old'), /'old', which is no key/],
    [
      'a check of a signature that is not there',
      { ...approve('ana'), signatureCheck: 'fits' } as Attempt,
      /not signed/,
    ],
    ['a rejection without one', reject('ana'), /not signed/],
  ])('%s is not authorized, and recorded', (_, attempt, says) => {
    const { record, verdict } = judge(one(), attempt);
    expect(verdict).toMatchObject({ outcome: 'not_authorized', message: expect.stringMatching(says) });
    expect(record).toMatchObject({ status: 'pending', decisions: [] });
    expect(record.refused).toMatchObject([{ by: 'ana', outcome: 'not_authorized' }]);
    expect(record.refused[0]).not.toHaveProperty('keyId');
  });

  test('one that fits counts, and names its key', () => {
    const { record } = judge(one(), signed(approve('ana')));
    expect(record).toMatchObject({ status: 'approved', decisions: [{ decidedBy: 'ana', keyId: 'inbox' }] });
  });

  test('a person who may not decide is refused with a signature too, under its key', () => {
    const { record, verdict } = judge(one(), signed(approve('mallory')));
    expect(verdict).toMatchObject({ outcome: 'not_authorized', message: expect.stringContaining('mallory') });
    expect(record.refused).toMatchObject([{ by: 'mallory', keyId: 'inbox' }]);
  });

  test('elsewhere a signature is neither needed nor believed', () => {
    const { record } = judge(begun([{ approvers: ['finance'] }]), checked(approve('ana')));
    expect(record.decisions).toMatchObject([{ decidedBy: 'ana' }]);
    expect(record.decisions[0]).not.toHaveProperty('keyId');
  });

  test('a cancellation needs none', () => {
    expect(judge(one(), cancel('eve')).verdict.outcome).toBe('accepted');
  });

  test('a wrong value that is not signed does not count towards the end of a confirmation', () => {
    const confirmation = mustBeSigned(begunConfirmation({ confirmValue: 'DEPLOY' }));
    const forged = Array.from({ length: 9 }, () => approve('ana', { confirm: 'x' }));
    const record = after(confirmation, ...forged);
    expect(record.wrongValues ?? []).toEqual([]);
    expect(judge(record, signed(approve('ana', { confirm: 'DEPLOY' }))).record.status).toBe('approved');
    expect(after(confirmation, signed(approve('ana', { confirm: 'x' }))).wrongValues).toHaveLength(1);
  });

  test('the directory is not asked again for what is not signed', () => {
    const record = one();
    const asking = { ...record, plan: { ...record.plan!, recheck: true } };
    expect(teamsToRecheck(asking, checked(approve('ana')))).toEqual([]);
    expect(teamsToRecheck(asking, signed(approve('ana')))).toEqual(['finance']);
  });
});

describe('who knows the ids of a signed decision', () => {
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

  test('while the same attempt through its second transport has the same answer, and leaves one entry', () => {
    const once = after(two(), signed(approve('ana', ids)));
    expect(judge(once, signed(approve('ana', ids))).verdict.outcome).toBe('accepted');
    const refused = after(two(), approve('ana', ids));
    expect(after(refused, approve('ana', ids)).refused).toHaveLength(1);
    const stranger = after(two(), signed(approve('mallory', ids)));
    expect(after(stranger, signed(approve('mallory', ids))).refused).toHaveLength(1);
  });

  test('also where the first one ended the request, and nobody checks any more', () => {
    const ended = after(one(), signed(approve('ana', ids)));
    expect(judge(ended, checked(approve('ana', ids))).verdict.outcome).toBe('accepted');
  });
});

test('sent again when a later stage opens, an approval that named none does not count', () => {
  const early = signed(approve('bo', { decisionId: 'd1' }));
  const open = after(stages(), early, signed(approve('ana')));
  expect(open.stage).toBe(2);
  expect(judge(open, early).verdict.outcome).toBe('superseded');
  expect(judge(open, signed(approve('bo', { expected: { stage: 2 } }))).verdict.outcome).toBe('accepted');
  expect(judge(open, signed(reject('bo'))).verdict.outcome).toBe('accepted');
});

test('the Temporal UI says that it must be signed while it is pending, and names the key', () => {
  expect(describeRequest(one())).toContain('Decisions must be signed');
  const ended = describeRequest(after(two(), signed(approve('ana')), signed(approve('bo'))));
  expect(ended).toContain('by update, signed with inbox');
  expect(ended).not.toContain('must be signed');
});

test('after the end whatever comes changes nothing, and is told how it ended', () => {
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

test('past 100 refusals the forged are counted, and the genuine still counts', () => {
  const flooded = after(one(), ...Array.from({ length: 150 }, () => approve('ana')));
  expect([flooded.refused.length, flooded.refusedCount]).toEqual([LIMITS.recordedRefusals, 150]);
  expect(judge(flooded, signed(approve('ana'))).record.status).toBe('approved');
});
