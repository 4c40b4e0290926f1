import type { RunMoment } from '../../contract/run';

/**
 * What each moment is called, in the same order: `step 2`, `report 3`, `step 2, attempt 1 failed`. Of a step that failed so
 * often that the record no longer holds its first attempts, those that are left are counted.
 */
export function nameMoments(moments: readonly Pick<RunMoment, 'what' | 'number'>[]): string[] {
  const failed = new Map<number, number>();
  return moments.map(({ what, number }) => {
    if (what !== 'failed_attempt') return `${what} ${number}`;
    const attempt = (failed.get(number) ?? 0) + 1;
    failed.set(number, attempt);
    return `step ${number}, attempt ${attempt} failed`;
  });
}
