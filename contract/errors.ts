/** What every error of this package is: `name` is stable, and the same on both sides of a process boundary. */
export class HitlError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Thrown when an argument is malformed or too large; names the field. Mend the call. */
export class InvalidInput extends HitlError {}

/** Thrown when no request has that id, or a workflow that is not ours has it. */
export class RequestNotFound extends HitlError {
  constructor(
    readonly id: string,
    detail = 'no request has this id',
  ) {
    super(`${id}: ${detail}`);
  }
}

/** Thrown when no escalation has that id. */
export class EscalationNotFound extends HitlError {
  constructor(
    readonly id: string,
    detail = 'no escalation has this id',
  ) {
    super(`${id}: ${detail}`);
  }
}

/** Thrown when no agent run has that id. */
export class RunNotFound extends HitlError {
  constructor(
    readonly id: string,
    detail = 'no agent run has this id',
  ) {
    super(`${id}: ${detail}`);
  }
}

/** Thrown when a run has the id already, for another agent or input, or another workflow has it. Choose another id. */
export class RunIdTaken extends HitlError {
  constructor(
    readonly id: string,
    detail: string,
  ) {
    super(`${id}: ${detail}`);
  }
}

/** Thrown when a report comes for a run that has ended; says how. Start another run. */
export class RunEnded extends HitlError {}

/** Thrown when an attached run has taken 1,500 reports while people still decide (design, escalations, rule 11). Wait for them. */
export class RunBusy extends HitlError {}

/** Thrown when an answer needs a worker and none gave it in time (design, escalations, rule 2). Start one, and ask again. */
export class NoWorkerError extends HitlError {}

/** Thrown by a guarded function that has no `onCancel`, when nobody confirmed: it was not run. */
export class ConfirmationCancelledError extends HitlError {
  constructor(
    /** The request, if one could be made. */
    readonly id: string | undefined,
    readonly status: 'rejected' | 'expired' | 'cancelled',
    detail: string,
  ) {
    super(detail);
  }
}

/** Thrown when a request has the id already, with other content (design rule 13). Choose another id. */
export class RequestIdTaken extends HitlError {
  constructor(
    readonly id: string,
    detail: string,
  ) {
    super(`${id}: ${detail}`);
  }
}

/** Thrown by waiting when no policy covers the request and the config has no fallback (design rule 2). */
export class NoMatchingPolicy extends HitlError {}

/** Thrown by waiting when the people eligible could never satisfy the policies (design rule 4). */
export class UnreachableQuorum extends HitlError {}

/** Thrown by waiting when a request could not be planned or was broken from outside; its message says by what. */
export class RequestFailed extends HitlError {}

/** Thrown when a wait ends before what it waits for does, which stays as it is (design rule 7). */
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
 * Thrown when Temporal has a record in a form that this process cannot decode. Give it the data converter of the worker
 * that wrote the record.
 */
export class Undecodable extends HitlError {
  constructor(
    readonly id: string,
    detail: string,
  ) {
    super(`${id}: its record cannot be decoded (${detail}). Use the data converter that it was written with`);
  }
}

/** Thrown when Temporal does not answer; its message says where it was looked for and how to fix it. */
export class TemporalUnreachable extends HitlError {}

/** Thrown when a workflow is not wedged, or a reset would not help or would repeat a step; says which and what to do. */
export class HealRefused extends HitlError {}

/** Thrown when the namespace lacks the search attributes; its message has the command that makes them. */
export class SearchAttributesMissing extends HitlError {}

/** Thrown when a config cannot be loaded or is not valid; its message lists the paths. */
export class ConfigError extends HitlError {}

/** Thrown when somebody who has signed in may not do this; says what the config would have to say. */
export class Forbidden extends HitlError {}

/** Thrown when the OpenID provider does not answer: who somebody is cannot be known for now. */
export class ProviderAway extends HitlError {}

/** Thrown when the caller has not signed in, or its proof of identity does not hold. */
export class NotSignedIn extends HitlError {
  /** @param to the page that was wanted, to go on there after signing in again */
  constructor(
    message: string,
    readonly to?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
