import { HitlError } from '../../contract/errors';

/** Thrown when the command line asks for something that makes no sense; its message says what to write instead. */
export class UsageError extends HitlError {}

/** Thrown when a person stops a wait. The request stays as it is. */
export class Interrupted extends HitlError {}

/** Thrown when a run fails at once, since the worker's config has no agent of that name; names those it has. */
export class AgentNotFound extends HitlError {}
