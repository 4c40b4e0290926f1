import fc from 'fast-check';
import { REPORTED_OUTCOMES } from '../../../contract/names';
import type { OutcomeMessage, UseInput, UseRecord } from '../../../contract/use';
import {
  judgeOutcome,
  openUse,
  type OutcomeAttempt,
  withLateClaim,
  withUnknownOutcome,
} from '../../../rules/uses/judge';

const INPUT: UseInput = {
  requestId: 'request-1',
  number: 1,
  claimedBy: 'pay-bot',
  attemptId: 'try-1',
  contentHash: 'abc',
  reportWithin: 60_000,
};

const message = fc.record(
  {
    outcome: fc.constantFrom(...REPORTED_OUTCOMES),
    claimAttemptId: fc.constantFrom('try-1', 'try-1', 'try-2'),
    reference: fc.constantFrom('transfer-17', 'transfer-18'),
    detail: fc.constantFrom('done', 'no funds'),
    attemptId: fc.constantFrom('a', 'b', 'c'),
  },
  { requiredKeys: ['outcome', 'claimAttemptId'] },
) as fc.Arbitrary<OutcomeMessage>;
const attempt: fc.Arbitrary<OutcomeAttempt> = fc
  .oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('outcome' as const), message }) },
    fc.record({ kind: fc.constant('unreadable' as const), problem: fc.constant('The message is not JSON.') }),
  )
  .chain((what) =>
    fc.record({ at: fc.nat(200_000) }).map(({ at }) => ({ ...what, at, transport: 'signal' as const })),
  );
/** What can happen to a use: a report, or its end without one. */
const event = fc.oneof(
  { weight: 8, arbitrary: attempt },
  fc.record({ kind: fc.constant('unknown' as const), at: fc.nat(200_000) }),
);

/** The oracle: the first thing that counts is the outcome, whatever follows. */
function expectedOutcome(events: (OutcomeAttempt | { kind: 'unknown' })[]): UseRecord['outcome'] {
  for (const each of events) {
    if (each.kind === 'unknown') return 'unknown';
    if (each.kind === 'outcome' && each.message.claimAttemptId === 'try-1') return each.message.outcome;
  }
  return undefined;
}

test('the first report of the claiming attempt is the outcome, and nothing changes it afterwards', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), (events) => {
      let use = openUse(INPUT, 0);
      for (const each of events) {
        const before = use;
        if (each.kind === 'unknown')
          use = withUnknownOutcome(use, each.at, 'no outcome was reported in time');
        else {
          const judged = judgeOutcome(use, each);
          use = judged.use;
          // Only an accepted report changes the record, so that a validator may refuse all others without an event.
          if (use !== before) expect(judged.verdict.outcome).toBe('accepted');
          expect(judged.verdict.status).toBe(use.outcome ?? 'claimed');
        }
        if (before.outcome !== undefined) expect(use).toEqual(before);
      }
      expect(use.outcome).toBe(expectedOutcome(events));
      expect(use).toMatchObject({ claimedBy: 'pay-bot', attemptId: 'try-1', contentHash: 'abc' });
    }),
  );
});

test('a report of another attempt never counts, and the same delivery always gets the same answer', () => {
  fc.assert(
    fc.property(attempt, attempt, (first, second) => {
      const one = judgeOutcome(openUse(INPUT, 0), first);
      const two = judgeOutcome(one.use, second);
      if (second.kind === 'outcome' && second.message.claimAttemptId !== 'try-1')
        expect(two.verdict.outcome).toBe('not_authorized');
      const again = judgeOutcome(two.use, first);
      const isAccepted = one.verdict.outcome === 'accepted';
      if (isAccepted && first.message?.attemptId !== undefined)
        expect(again.verdict.outcome).toBe('accepted');
      else if (isAccepted) expect(again.verdict.outcome).toBe('duplicate');
    }),
  );
});

const report = (more: Partial<OutcomeMessage> = {}): OutcomeAttempt => ({
  kind: 'outcome',
  at: 1_000,
  transport: 'update',
  message: { outcome: 'committed', claimAttemptId: 'try-1', ...more },
});

test('a report after reportBy counts until the use is recorded as unknown', () => {
  const use = openUse(INPUT, 0);
  const late = { ...report(), at: 600_000 };
  expect(judgeOutcome(use, late).verdict).toMatchObject({ outcome: 'accepted', status: 'committed' });
  const unknown = withUnknownOutcome(use, 60_000, 'no outcome was reported in time');
  expect(judgeOutcome(unknown, late).verdict).toEqual({
    outcome: 'expired',
    id: 'request-1',
    status: 'unknown',
    message:
      'Too late. The outcome is recorded as unknown at 1970-01-01T00:01:00.000Z: no outcome was reported in time. It is not known whether the action was done.',
  });
});

test('another outcome, reference or detail is a conflict', () => {
  const { use } = judgeOutcome(openUse(INPUT, 0), report({ reference: 'transfer-17' }));
  expect(judgeOutcome(use, report({ reference: 'transfer-17' })).verdict.outcome).toBe('duplicate');
  for (const more of [
    {},
    { reference: 'transfer-18' },
    { reference: 'transfer-17', outcome: 'failed' as const },
  ])
    expect(judgeOutcome(use, report(more)).verdict.outcome).toBe('conflict');
});

test('a claim that came too late is released, and never counts as done', () => {
  const late = withLateClaim(openUse(INPUT, 5_000));
  expect(late).toMatchObject({ outcome: 'not_started', reportedAt: late.claimedAt });
  expect(judgeOutcome(late, report()).verdict).toMatchObject({ outcome: 'conflict', status: 'not_started' });
});
