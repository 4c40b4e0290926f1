import { type AnyAttempt, isContested } from '../../../workflows/core/attempt-queue';

/** Which attempts the clock of the workflow cannot place before or after the deadline (design rule 8). */
const DEADLINE = 1_000_000;
const attempt = (at: number, sentAt?: number): { attempt: AnyAttempt } => ({
  attempt: { kind: 'decide', at, message: sentAt === undefined ? {} : { sentAt } },
});

test.each([
  ['taken and sent before the deadline', attempt(DEADLINE - 1, DEADLINE - 2), false, false],
  ['taken at the deadline', attempt(DEADLINE, DEADLINE - 1), false, true],
  // After a fault the clock is 45 s behind: by its clock the task began before the decision was sent.
  ['sent after the deadline, by a clock that is behind', attempt(DEADLINE - 40_000, DEADLINE), false, true],
  [
    'taken when the timer of the deadline has fired, by a clock that is behind',
    attempt(DEADLINE - 40_000),
    true,
    true,
  ],
  ['without a time of sending, taken before the deadline', attempt(DEADLINE - 1), false, false],
  [
    'what could not be read, taken before the deadline',
    { attempt: { kind: 'unreadable', at: DEADLINE - 1 } },
    false,
    false,
  ],
] as const)('%s', (_, waiting, isTimerFired, contested) => {
  expect(isContested(waiting, DEADLINE, isTimerFired)).toBe(contested);
});
