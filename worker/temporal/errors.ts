/** One place that was looked at, and why it did not help. */
export interface Attempt {
  where: string;
  why: string;
}

/**
 * Thrown when no executable of a Temporal server could be found or fetched.
 * The message lists what was tried, why each failed and what to do.
 */
export class TemporalServerNotFound extends Error {
  override readonly name = 'TemporalServerNotFound';

  constructor(
    message: string,
    /** In the order they were made. */
    readonly tried: readonly Attempt[] = [],
  ) {
    super(message);
  }
}

/** Thrown when the dev server did not start: a taken port, a locked or damaged file, a crash. */
export class DevServerFailed extends Error {
  override readonly name = 'DevServerFailed';

  constructor(
    message: string,
    /** The last lines the server wrote to stderr; empty when it never ran. */
    readonly stderr = '',
  ) {
    super(stderr ? `${message}\nThe server said:\n${stderr}` : message);
  }
}
