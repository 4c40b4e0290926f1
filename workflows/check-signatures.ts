import type { SignatureClaim } from '../contract/signature';
import type { AnyAttempt, Waiting } from './attempt-queue';
import { verifySignatures } from './proxies';

/** So many at a time: a flood of them must not become one argument of many megabytes. */
const AT_ONCE = 100;

/**
 * Checks the signatures of those attempts that claim one, before anybody judges them. All of them are one event: what
 * only looks signed costs no more than what is. An attempt keeps what was found.
 *
 * @param claimOf the claim of an attempt that must be signed and carries a signature nobody has checked; of any other nothing
 */
export async function checkSignatures<A extends AnyAttempt, V>(
  waiting: Waiting<A, V>[],
  claimOf: (attempt: A) => SignatureClaim | undefined,
): Promise<void> {
  const signed = waiting.flatMap(({ attempt }) => {
    const claim = claimOf(attempt);
    return claim === undefined ? [] : [{ attempt, claim }];
  });
  for (let start = 0; start < signed.length; start += AT_ONCE) {
    const some = signed.slice(start, start + AT_ONCE);
    const checks = await verifySignatures(some.map(({ claim }) => claim));
    some.forEach(({ attempt }, index) => Object.assign(attempt, { signatureCheck: checks[index] }));
  }
}
