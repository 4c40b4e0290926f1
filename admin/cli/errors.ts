import { HitlError } from '../../contract/errors';

/** Thrown when the command line asks for something that makes no sense; its message says what to write instead. */
export class UsageError extends HitlError {}

/** Thrown when a person stops a wait. The request stays as it is. */
export class Interrupted extends HitlError {}

/** Thrown when a run fails at once, since the worker's config has no agent of that name; names those it has. */
export class AgentNotFound extends HitlError {}

/** Thrown when an admin server, or the provider it trusts, does not answer, or what answers there is none; names the address. */
export class AdminUnreachable extends HitlError {}

/** Thrown when the admin server refuses for a reason this program has no class for; says what the admin server says. */
export class AdminRefused extends HitlError {}

/** Thrown when signing in did not succeed; says why and what to do. */
export class LoginFailed extends HitlError {}
