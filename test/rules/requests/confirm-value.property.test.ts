import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MAX_WRONG_VALUES } from '../../../contract/limits';
import { judge } from '../../../rules/requests/judge';
import { approve, begunConfirmation, cancel, DEADLINE, MINUTE, reject, START } from '../../support/requests';
import { RUNS } from '../../support/stories';

const VALUE = 'DEPLOY';
const CONFIRMERS = ['ana', 'bo', 'eve'];

const typed = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(`${VALUE} `, VALUE.toLowerCase(), '', 'no', undefined) },
  { weight: 1, arbitrary: fc.constant(VALUE) },
  { weight: 1, arbitrary: fc.string() },
);
const step = fc.record({
  person: fc.constantFrom(...CONFIRMERS, 'mallory', 'Ana', 'cy', 'olga', 'finance'),
  kind: fc.constantFrom('approve', 'approve', 'approve', 'approve', 'reject', 'cancel'),
  typed,
  wait: fc.constantFrom(0, 1, 1, 5, 30).map((minutes) => minutes * MINUTE),
  attemptId: fc.constantFrom(undefined, undefined, 'a1', 'a2', 'a3'),
  decisionId: fc.constantFrom(undefined, undefined, 'd1', 'd2'),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const steps = fc.array(step, { minLength: 1, maxLength: 25, size: 'max' });

function attemptOf({ kind, person, typed: confirm, attemptId, decisionId }: Step, at: number) {
  const ids = {
    ...(attemptId !== undefined && { attemptId }),
    ...(decisionId !== undefined && { decisionId }),
  };
  if (kind === 'cancel') return cancel(person, { at, ...(attemptId !== undefined && { attemptId }) });
  if (kind === 'reject') return reject(person, { at, ...ids });
  return approve(person, { at, ...ids, ...(confirm !== undefined && { confirm }) });
}

/** Plays the steps beside what the design says of each: how many wrong values count, and whether it is confirmed. */
function play(told: Step[]) {
  let record = begunConfirmation({ confirmValue: VALUE });
  let at = START;
  const counted: string[] = [];
  const seen = new Set<string>();
  let isConfirmed = false;
  for (const each of told) {
    at += each.wait;
    const isOpen = record.status === 'pending' && at < DEADLINE;
    const key = `${each.person} ${each.attemptId}`;
    const isRetry = each.attemptId !== undefined && seen.has(key);
    const isEligible = CONFIRMERS.includes(each.person);
    const { record: next, verdict } = judge(record, attemptOf(each, at));
    if (isOpen && each.kind === 'approve') {
      if (!isRetry && isEligible && each.typed === VALUE) isConfirmed = true;
      if (!isRetry && isEligible && each.typed !== undefined && each.typed !== VALUE) counted.push(key);
      if (each.attemptId !== undefined) seen.add(key);
      if (!isRetry && each.typed !== VALUE) assert.equal(verdict.outcome, 'invalid');
    }
    record = next;
  }
  return { record, counted, isConfirmed };
}

test('whatever is typed and by whom, nothing but the exact value of somebody asked confirms', () => {
  fc.assert(
    fc.property(steps, (told) => {
      const { record, counted, isConfirmed } = play(told);
      assert.equal(record.status === 'approved', isConfirmed);
      assert.equal(record.wrongValues?.length ?? 0, counted.length);
      assert.equal(
        record.end?.by === 'system' && record.status === 'rejected',
        counted.length === MAX_WRONG_VALUES,
      );
      if (isConfirmed) assert.ok(CONFIRMERS.includes(record.end?.name ?? ''));
    }),
    { numRuns: RUNS },
  );
});

test('the stories reach every end', () => {
  const ends = fc.sample(steps, { numRuns: 3_000, seed: 1 }).map((told) => {
    const { status, end } = play(told).record;
    return `${status} by ${end?.by}`;
  });
  const all = ['approved by people', 'rejected by people', 'rejected by system', 'cancelled by requester'];
  for (const end of [...all, 'cancelled by operator', 'pending by undefined']) expect(ends).toContain(end);
});
