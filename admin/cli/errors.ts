import { HitlError } from '../../contract/errors';

/** Thrown when the command line is wrong. The message says what to write instead. */
export class UsageError extends HitlError {}

/** Thrown when the user stops a wait or a question with Ctrl-C. The request does not change. */
export class Interrupted extends HitlError {}

/** Thrown when the person at the terminal does not answer yes to an approval. Nothing was sent. */
export class Declined extends HitlError {}

/** Thrown when a run fails at once because the worker's config has no agent with this name. Lists the agents that it has. */
export class AgentNotFound extends HitlError {}

/** Thrown when an admin server or its sign-in provider does not answer, or the address belongs to something else. */
export class AdminUnreachable extends HitlError {}

/** Thrown when the admin server refuses with an error that has no class here. Repeats the admin server's message. */
export class AdminRefused extends HitlError {}

/** Thrown when signing in failed. Says why and what to do. */
export class LoginFailed extends HitlError {}
