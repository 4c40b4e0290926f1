import type { Transport } from '../../contract/decision';
import { defined } from '../../contract/defined';
import type { VerdictOutcome } from '../../contract/names';
import {
  type OutcomeMessage,
  type UseInput,
  type UseRecord,
  UseStartSchema,
  type UseVerdict,
} from '../../contract/use';
import { useId } from '../ids';
import { isoTime } from '../text';
import { outcomeText } from './text';

/*
 * The single use of an approval, from its claim to its outcome (design rule 26).
 */

/** One report, with its arrival. */
export type OutcomeAttempt = { at: number; transport: Transport } & (
  | { kind: 'outcome'; message: OutcomeMessage }
  /** A message that does not fit its schema. `problem` says why and never repeats the input. */
  | { kind: 'unreadable'; problem: string; message?: undefined }
);

/** The use at its claim. `claimedAt` is the time of the server, in milliseconds since 1970. */
export function openUse(input: UseInput, claimedAt: number): UseRecord {
  const { requestId, claimedBy, attemptId, contentHash, reportWithin } = input;
  const reportBy = isoTime(claimedAt + reportWithin);
  return { requestId, claimedBy, attemptId, contentHash, claimedAt: isoTime(claimedAt), reportBy };
}

/** The use as the start of its workflow says. It is complete while nothing has been reported. */
export function useAsStarted(workflowId: string, argument: unknown, claimedAt: number): UseRecord {
  const { data } = UseStartSchema.safeParse(argument);
  if (data !== undefined && useId(data.requestId, data.number) === workflowId) {
    const use = openUse(data, claimedAt);
    return isLateClaim(data, claimedAt) ? withLateClaim(use) : use;
  }
  // Someone started it by hand, or this process lacks the codec to decrypt it. Either way the approval counts as claimed.
  const unreadable = {
    requestId: workflowId,
    number: 1,
    claimedBy: 'unknown',
    attemptId: '',
    contentHash: '',
  };
  return openUse({ ...unreadable, reportWithin: 1 }, claimedAt);
}

/** Whether the claim came after the approval had become stale. The server's clock decides: a claimer's clock may be wrong. */
export function isLateClaim({ useUntil = Infinity }: Pick<UseInput, 'useUntil'>, claimedAt: number): boolean {
  return claimedAt > useUntil;
}

/** The use that ends without a report: nobody knows what happened, and the action may have been done. */
export function withUnknownOutcome(use: UseRecord, at: number, detail: string): UseRecord {
  if (use.outcome !== undefined) return use;
  return { ...use, outcome: 'unknown', detail, reportedAt: isoTime(at) };
}

/** The use of a claim that was too late: it is released, and its claimer was told not to act. */
export function withLateClaim(use: UseRecord): UseRecord {
  const detail = 'claimed after the approval had become stale';
  return { ...use, outcome: 'not_started', detail, reportedAt: use.claimedAt };
}

/**
 * The verdict on a report: by Update, by Signal, and in the client after the end. A report counts until the use has an
 * outcome, also after `reportBy`: if a worker takes it late, the true outcome is better than `unknown`. Never throws.
 */
export function judgeOutcome(
  use: UseRecord,
  attempt: OutcomeAttempt,
): { use: UseRecord; verdict: UseVerdict } {
  const answer = (outcome: VerdictOutcome, message: string, after = use) => ({
    use: after,
    verdict: { outcome, id: use.requestId, status: after.outcome ?? ('claimed' as const), message },
  });
  if (attempt.kind === 'unreadable') return answer('invalid', attempt.problem);
  const { outcome, claimAttemptId, reference, detail, attemptId } = attempt.message;
  if (claimAttemptId !== use.attemptId)
    return answer(
      'not_authorized',
      `Attempt '${claimAttemptId}' does not have the claim. ${use.claimedBy} claimed it at ${use.claimedAt}: report with the attemptId of that claim.`,
    );
  if (use.outcome === 'unknown') return answer('expired', `Too late. ${outcomeText(use)}`);
  if (use.outcome !== undefined) {
    if (attemptId !== undefined && attemptId === use.reportId) return answer('accepted', outcomeText(use));
    const isSame = outcome === use.outcome && reference === use.reference && detail === use.detail;
    return answer(isSame ? 'duplicate' : 'conflict', outcomeText(use));
  }
  const reported: UseRecord = {
    ...use,
    outcome,
    ...defined({ reference, detail }),
    reportedAt: isoTime(attempt.at),
    ...defined({ reportId: attemptId }),
  };
  return answer('accepted', outcomeText(reported), reported);
}
