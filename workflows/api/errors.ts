import { ApplicationFailure } from '@temporalio/common';
import type { ConfirmationOutcome, RequestRecord } from '../../contract/request';

/**
 * The errors of the calls, in workflow code. Each is an ApplicationFailure, since anything else that a workflow throws
 * fails its task over and over instead of the workflow; `type` is the name that the client's error has.
 */
class HitlFailure extends ApplicationFailure {
  constructor(message: string, ...details: unknown[]) {
    // Half of a character in a short message ends the worker process.
    super(message.toWellFormed(), new.target.name, true, details);
  }
}

/** Thrown when an argument is malformed or too large; names the field. */
export class InvalidInput extends HitlFailure {}

/** Thrown when this workflow asked for something else under that id before, or another workflow has it. */
export class RequestIdTaken extends HitlFailure {}

/** Thrown when this run of this workflow has requested nothing under that id. */
export class RequestNotFound extends HitlFailure {}

/** Thrown when this run of this workflow has escalated nothing under that id. */
export class EscalationNotFound extends HitlFailure {}

/** Thrown when a wait ends before what it waits for; that stays as it is (design rule 7). */
export class WaitTimeoutError extends HitlFailure {}

/** Thrown by waiting when no policy covers the request and the config has no fallback (design rule 2). */
export class NoMatchingPolicy extends HitlFailure {}

/** Thrown by waiting when the people eligible could never satisfy the policies (design rule 4). */
export class UnreachableQuorum extends HitlFailure {}

/** Thrown by waiting when a request or an escalation was broken from outside; its message says by what. */
export class RequestFailed extends HitlFailure {}

/** Thrown by `requireApproval` when the request ended otherwise than approved. */
export class NotApproved extends HitlFailure {
  constructor(
    message: string,
    readonly record: RequestRecord,
  ) {
    super(message, record);
  }
}

/** Thrown by a guarded function that has no `onCancel`, when nobody confirmed: it was not run. */
export class ConfirmationCancelledError extends HitlFailure {
  constructor(readonly outcome: ConfirmationOutcome) {
    super(outcome.message, outcome);
  }
}
