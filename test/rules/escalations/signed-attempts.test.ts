import type { EscalationRecord, LadderPlan } from '../../../contract/escalation';
import type { SignatureCheck } from '../../../contract/signature';
import type { EscalationAttempt } from '../../../rules/escalations/attempt';
import { describeEscalation } from '../../../rules/escalations/details';
import { judgeEscalation, namesToLookUp } from '../../../rules/escalations/judge';
import { beginLadder } from '../../../rules/escalations/ladder';
import { openEscalation } from '../../../rules/escalations/open';
import { RUN_ID, TWO_LEVELS } from '../../support/ladder-stories';
import { MINUTE, START } from '../../support/requests';

// The ladder: ana and bo, then di. The operator is `op`.
const begun = (plan: Partial<LadderPlan> = { signed: true }): EscalationRecord => {
  const input = { runId: RUN_ID, level: 'human_review' as const, reason: 'unsure', triggers: [] };
  return beginLadder(openEscalation('e1', input, START), { ...TWO_LEVELS, ...plan }, START);
};
const at = START + MINUTE;
const trace = { at, transport: 'signal' } as const;
const ids = { decisionId: 'd1', attemptId: 'a1' };
const acknowledge: EscalationAttempt = {
  ...trace,
  kind: 'acknowledge',
  message: { acknowledgedBy: 'ana', ...ids },
};
const resolve: EscalationAttempt = {
  ...trace,
  kind: 'resolve',
  message: { resolvedBy: 'ana', action: 'abort', resolution: 'no', ...ids },
};
const promote: EscalationAttempt = { ...trace, kind: 'promote', message: { promotedBy: 'ana', ...ids } };
const reassign: EscalationAttempt = {
  ...trace,
  kind: 'reassign',
  message: { reassignedBy: 'ana', assignees: ['zoe'], ...ids },
  lookup: { teams: {} },
};
const every = [acknowledge, resolve, promote, reassign].map((attempt) => [attempt.kind, attempt] as const);

const checked = (attempt: EscalationAttempt, signatureCheck?: SignatureCheck) =>
  ({
    ...attempt,
    message: { ...(attempt as { message: object }).message, signature: { keyId: 'inbox', value: 'x' } },
    ...(signatureCheck && { signatureCheck }),
  }) as EscalationAttempt;

describe('if attempts must be signed', () => {
  test.each(every)('%s does not count without a signature that fits, and is recorded', (_, attempt) => {
    for (const forged of [
      attempt,
      checked(attempt),
      checked(attempt, 'unknown_key'),
      checked(attempt, 'does_not_fit'),
    ]) {
      const { record, verdict } = judgeEscalation(begun(), forged);
      expect(verdict).toMatchObject({ outcome: 'not_authorized', status: 'pending' });
      expect(record.refused).toMatchObject([{ by: 'ana', attempt: attempt.kind, outcome: 'not_authorized' }]);
      expect(record.refused[0]).not.toHaveProperty('keyId');
      expect(record.history).toEqual(begun().history);
    }
  });

  test.each(every)('%s counts with one, and names its key', (kind, attempt) => {
    const { record, verdict } = judgeEscalation(begun(), checked(attempt, 'fits'));
    expect(verdict.outcome).toBe('accepted');
    expect(record.accepted).toMatchObject([{ what: kind, keyId: 'inbox' }]);
    const event = record.history.findLast((one) => 'by' in one && one.by === 'ana');
    expect(event).toMatchObject({ keyId: 'inbox' });
    expect(describeEscalation(record)).toContain('signed with inbox');
    if (kind === 'resolve') expect(record.resolution).toMatchObject({ keyId: 'inbox' });
  });

  test('a cancellation needs no signature, and without signing nothing does', () => {
    const cancelled = judgeEscalation(begun(), { ...trace, kind: 'cancel', message: { cancelledBy: 'op' } });
    expect(cancelled.verdict.outcome).toBe('accepted');
    const { record } = judgeEscalation(begun({}), checked(resolve));
    expect(record.resolution).not.toHaveProperty('keyId');
  });

  test('the directory is not asked about the names in an unsigned reassignment', () => {
    const { lookup: _, ...asking } = reassign as EscalationAttempt & { lookup?: unknown };
    expect(namesToLookUp(begun(), asking, at)).toEqual([]);
    expect(namesToLookUp(begun(), checked(asking, 'fits'), at)).toEqual(['zoe']);
  });

  test('an unsigned copy is never the same attempt as a signed one, before or after it', () => {
    const forged = judgeEscalation(begun(), resolve).record;
    const other = { ...resolve, message: { ...resolve.message, resolution: 'other' } } as EscalationAttempt;
    const twice = judgeEscalation(forged, other).record;
    const acknowledged = judgeEscalation(twice, checked(acknowledge, 'fits'));
    expect(acknowledged.verdict.outcome).toBe('accepted');
    expect(judgeEscalation(acknowledged.record, acknowledge).verdict.outcome).toBe('not_authorized');
    expect(judgeEscalation(acknowledged.record, checked(acknowledge, 'fits')).verdict.outcome).toBe(
      'accepted',
    );
    const own = checked({ ...resolve, message: { ...resolve.message, decisionId: 'd2' } }, 'fits');
    const resolved = judgeEscalation(acknowledged.record, own);
    expect(resolved.verdict).toMatchObject({ outcome: 'accepted', status: 'resolved' });
    // After the end, when a client cannot check signatures, the second transport gets the same verdict.
    const { signatureCheck: _, ...unchecked } = own as EscalationAttempt & { signatureCheck?: unknown };
    expect(judgeEscalation(resolved.record, unchecked).verdict.outcome).toBe('accepted');
  });

  test('the Temporal UI says that attempts must be signed', () => {
    expect(describeEscalation(begun())).toContain('must be signed');
    expect(describeEscalation(begun({}))).not.toContain('must be signed');
    expect(describeEscalation(judgeEscalation(begun(), checked(acknowledge, 'fits')).record)).toContain(
      'must be signed',
    );
  });
});
