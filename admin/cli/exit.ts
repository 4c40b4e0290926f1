import type { EscalationRecord } from '../../contract/escalation';
import type { ClaimOutcome, VerdictOutcome, RunStatus, RequestStatus } from '../../contract/names';

/** The exit codes of `hitl` (design section exit-codes). */
export const EXIT = {
  done: 0,
  failure: 1,
  usage: 2,
  notAuthorized: 4,
  rejected: 5,
  expired: 6,
  cancelled: 7,
  pending: 8,
  conflict: 9,
  /** After a second Ctrl-C, as in shells. */
  stoppedAtOnce: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const BY_OUTCOME: Record<VerdictOutcome, ExitCode> = {
  accepted: EXIT.done,
  // The same decision counted before, so the caller has what it wanted.
  duplicate: EXIT.done,
  superseded: EXIT.conflict,
  conflict: EXIT.conflict,
  expired: EXIT.expired,
  cancelled: EXIT.cancelled,
  not_authorized: EXIT.notAuthorized,
  invalid: EXIT.usage,
  queued: EXIT.pending,
};

const BY_STATUS: Record<RequestStatus, ExitCode> = {
  pending: EXIT.pending,
  approved: EXIT.done,
  // The action does not run.
  answered: EXIT.rejected,
  rejected: EXIT.rejected,
  expired: EXIT.expired,
  cancelled: EXIT.cancelled,
};

const BY_CLAIM: Record<ClaimOutcome, ExitCode> = {
  claimed: EXIT.done,
  already_claimed: EXIT.conflict,
  changed: EXIT.conflict,
  stale: EXIT.expired,
  not_approved: EXIT.rejected,
};

const BY_RUN_STATUS: Record<RunStatus, ExitCode> = {
  running: EXIT.pending,
  completed: EXIT.done,
  aborted: EXIT.rejected,
  cancelled: EXIT.cancelled,
  failed: EXIT.failure,
};

const BY_ERROR: Record<string, ExitCode> = {
  UsageError: EXIT.usage,
  InvalidInput: EXIT.usage,
  ConfigError: EXIT.usage,
  RequestIdTaken: EXIT.conflict,
  RunIdTaken: EXIT.conflict,
  RunEnded: EXIT.conflict,
  RunBusy: EXIT.conflict,
  // The system has cancelled a request that cannot be planned.
  NoMatchingPolicy: EXIT.cancelled,
  UnreachableQuorum: EXIT.cancelled,
  EvidenceMissing: EXIT.cancelled,
  RequestFailed: EXIT.cancelled,
  Forbidden: EXIT.notAuthorized,
  NotSignedIn: EXIT.notAuthorized,
  WaitTimeoutError: EXIT.pending,
  Interrupted: EXIT.pending,
  Declined: EXIT.pending,
};

/** The exit code of a verdict. */
export function exitOfVerdict({ outcome }: { outcome: VerdictOutcome }): ExitCode {
  return BY_OUTCOME[outcome];
}

/** The exit code of waiting for a request: not 0 unless it was approved, so that `hitl wait ID && pay` never pays after a rejection. */
export function exitOfStatus(status: RequestStatus): ExitCode {
  return BY_STATUS[status];
}

/** The exit code of a claim: 0 only if the caller may act, so that `hitl claim ID && pay` pays at most once. */
export function exitOfClaim(outcome: ClaimOutcome): ExitCode {
  return BY_CLAIM[outcome];
}

/** The exit code of waiting for an escalation: 0 if the run may continue. */
export function exitOfEscalation({ status, resolution }: EscalationRecord): ExitCode {
  if (status === 'resolved') return resolution?.action === 'abort' ? EXIT.rejected : EXIT.done;
  return status === 'cancelled' ? EXIT.cancelled : EXIT.pending;
}

/** The exit code of waiting for a run. */
export function exitOfRun(status: RunStatus): ExitCode {
  return BY_RUN_STATUS[status];
}

/** The exit code of an error. */
export function exitOfError(error: unknown): ExitCode {
  const name = error instanceof Error ? error.name : '';
  return Object.hasOwn(BY_ERROR, name) ? (BY_ERROR[name] ?? EXIT.failure) : EXIT.failure;
}
