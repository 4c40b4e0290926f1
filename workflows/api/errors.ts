import { ApplicationFailure } from '@temporalio/common';
import type { ConfirmationOutcome, RequestRecord } from '../../contract/request';

/**
 * The errors of `temporal-hitl/workflow`. Each is an ApplicationFailure: any other error fails the workflow task again and
 * again instead of the workflow. `type` is the name of the client's error class.
 */
class HitlFailure extends ApplicationFailure {
  constructor(message: string, ...details: unknown[]) {
    // A lone surrogate in a short message would end the worker process.
    super(message.toWellFormed(), new.target.name, true, details);
  }
}

/** Thrown when an argument is malformed or too large. The message names the field. */
export class InvalidInput extends HitlFailure {}

/** Thrown when this workflow used the id for another request before, or another workflow has it. */
export class RequestIdTaken extends HitlFailure {}

/** Thrown when this run of this workflow has no request with that id. */
export class RequestNotFound extends HitlFailure {}

/** Thrown when this run of this workflow has no escalation with that id. */
export class EscalationNotFound extends HitlFailure {}

/** Thrown when a wait times out. The request or escalation stays as it is (design rule 7). */
export class WaitTimeoutError extends HitlFailure {}

/** Thrown by a wait when no policy covers the request and the config has no fallback (design rule 2). */
export class NoMatchingPolicy extends HitlFailure {}

/** Thrown by a wait when the eligible people cannot satisfy the policies (design rule 4). */
export class UnreachableQuorum extends HitlFailure {}

/** Thrown by a wait when a policy requires evidence that the request does not have (design rule 25). */
export class EvidenceMissing extends HitlFailure {}

/** Thrown by a wait when a request or an escalation failed or was terminated in Temporal. The message says why. */
export class RequestFailed extends HitlFailure {}

/** Thrown by `requireApproval` when the request was not approved. */
export class NotApproved extends HitlFailure {
  constructor(
    message: string,
    readonly record: RequestRecord,
  ) {
    super(message, record);
  }
}

/** Thrown by `requireApproval` when the approval was used before (design rule 26). The function was not run. */
export class NotClaimed extends HitlFailure {}

/** Thrown by a guarded function without `onCancel` when nobody confirmed. The function was not run. */
export class ConfirmationCancelledError extends HitlFailure {
  constructor(readonly outcome: ConfirmationOutcome) {
    super(outcome.message, outcome);
  }
}
