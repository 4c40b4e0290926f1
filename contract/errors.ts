import type { RequestRecord } from './request';
import type { Claim } from './use';

/** The base class of every error of this package. `name` is stable, also when the error crosses a process boundary. */
export class HitlError extends Error {
  /** The heading of this package's documentation that says what to do. */
  readonly help: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.help = helpFor(this.name);
  }
}

/** The heading of the documentation that explains the error of this name. */
export function helpFor(name: string): string {
  return `docs/reference/errors.md#${name.toLowerCase()}`;
}

/** Thrown when an argument is malformed or too large. The message names the field. Fix the call. */
export class InvalidInput extends HitlError {}

/** Thrown when no request has this id. The id may belong to another workflow. */
export class RequestNotFound extends HitlError {
  constructor(
    readonly id: string,
    detail = 'no request has this id',
  ) {
    super(`${id}: ${detail}`);
  }
}

/** Thrown when no escalation has this id. */
export class EscalationNotFound extends HitlError {
  constructor(
    readonly id: string,
    detail = 'no escalation has this id',
  ) {
    super(`${id}: ${detail}`);
  }
}

/** Thrown when no agent run has this id. */
export class RunNotFound extends HitlError {
  constructor(
    readonly id: string,
    detail = 'no agent run has this id',
  ) {
    super(`${id}: ${detail}`);
  }
}

/** Thrown when another run, of another agent or with other input, or another workflow already has this id. Choose another id. */
export class RunIdTaken extends HitlError {
  constructor(
    readonly id: string,
    detail: string,
  ) {
    super(`${id}: ${detail}`);
  }
}

/** Thrown when a report arrives for a run that has ended. The message says how it ended. Start another run. */
export class RunEnded extends HitlError {}

/** Thrown when an attached run has accepted 1,500 reports while it waits for people (design escalation rule 11). Wait for them. */
export class RunBusy extends HitlError {}

/** Thrown when a call needs a worker and none answered in time (design escalation rule 2). Start a worker and repeat the call. */
export class NoWorkerError extends HitlError {}

/** Thrown by a guarded function without `onCancel` when the call was not confirmed. The function did not run. */
export class ConfirmationCancelledError extends HitlError {
  constructor(
    /** The id of the request, if one could be made. */
    readonly id: string | undefined,
    readonly status: 'rejected' | 'expired' | 'cancelled',
    detail: string,
  ) {
    super(detail);
  }
}

/** Thrown when a request with other content already has this id (design rule 13). Choose another id. */
export class RequestIdTaken extends HitlError {
  constructor(
    readonly id: string,
    detail: string,
  ) {
    super(`${id}: ${detail}`);
  }
}

/** Thrown when a wait finds that no policy covers the request and the config has no fallback (design rule 2). */
export class NoMatchingPolicy extends HitlError {}

/** Thrown when a wait finds that the eligible people can never satisfy the policies (design rule 4). */
export class UnreachableQuorum extends HitlError {}

/** Thrown when a wait finds that a policy requires evidence that the request does not have (design rule 25). */
export class EvidenceMissing extends HitlError {}

/** Thrown by `requireApproval` when the request was not approved. The message is written for a model. */
export class NotApproved extends HitlError {
  constructor(
    message: string,
    readonly record: RequestRecord,
  ) {
    super(message);
  }
}

/** Thrown by `requireApproval` when the approval was used before, or may not be used any more (design rule 26). */
export class NotClaimed extends HitlError {
  constructor(
    message: string,
    readonly claim: Claim,
  ) {
    super(message);
  }
}

/** Thrown when a wait finds that a request could not be planned or was ended in Temporal. The message says why. */
export class RequestFailed extends HitlError {}

/** Thrown when the timeout of a wait passes. The request, escalation or run does not change (design rule 7). */
export class WaitTimeoutError extends HitlError {
  constructor(
    readonly id: string,
    timeout: string,
    noun = 'request',
  ) {
    super(`${id}: still pending after ${timeout}; the ${noun} is unchanged, so wait again or cancel it`);
  }
}

/**
 * Thrown when this process cannot decode a record in Temporal. Use the same encryption keys and data converter as the worker that
 * wrote the record.
 */
export class Undecodable extends HitlError {
  constructor(
    readonly id: string,
    detail: string,
  ) {
    super(
      `${id}: its record cannot be decoded (${detail}). Use the encryption keys and the data converter of the worker that wrote it`,
    );
  }
}

/** Thrown when Temporal does not answer. The message has its address and says what to check. */
export class TemporalUnreachable extends HitlError {}

/** Thrown when a reset is refused: the workflow is not stuck, or a reset would not help or would repeat a step. The message says which, and what to do. */
export class HealRefused extends HitlError {}

/** Thrown when the namespace lacks the search attributes. The message has the command that creates them. */
export class SearchAttributesMissing extends HitlError {}

/** Thrown when a config cannot be loaded or is not valid. The message lists the path of each problem. */
export class ConfigError extends HitlError {}

/** Thrown when there is no audit log at the place that the config or the flags name. */
export class AuditLogNotFound extends HitlError {}

/** Thrown when an auditor finds that the audit log was changed or cut. It adds nothing to it. The message says where. */
export class AuditLogDamaged extends HitlError {}

/** Thrown when another auditor has taken the audit log over. The auditor opens it again by itself. */
export class AuditLogTaken extends HitlError {}

/** Thrown when the audit log has no record of this id. */
export class NotInAuditLog extends HitlError {}

/** Thrown when the caller is signed in but lacks the permission. The message names the setting of the config that would grant it. */
export class Forbidden extends HitlError {}

/** Thrown when the OpenID provider does not answer, so that callers cannot be identified. Try again later. */
export class ProviderUnreachable extends HitlError {}

/** Thrown when the caller is not signed in, or its key, token or session is not valid. */
export class NotSignedIn extends HitlError {
  /** @param to the page to return to after signing in */
  constructor(
    message: string,
    readonly to?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
