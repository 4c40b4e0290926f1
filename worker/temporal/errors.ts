/** One place that was looked at, and why it did not help. */
export interface SearchedPlace {
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
    readonly tried: readonly SearchedPlace[] = [],
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

const PORT_TAKEN = /address already in use/i;

const ADVICE: readonly { sign: RegExp; advice: (dbFile: string) => string }[] = [
  {
    sign: PORT_TAKEN,
    advice: () => 'A port is taken. Stop what listens there, or choose another port.',
  },
  {
    sign: /database is locked|SQLITE_BUSY/i,
    advice: (file) =>
      `Another process has ${file} open (another dev server?). Stop it, or choose another file.`,
  },
  {
    sign: /not a database|malformed|disk image/i,
    advice: (file) =>
      `${file} is no SQLite database, or is damaged. Restore it, or move it away to start empty.`,
  },
  {
    sign: /readonly database|unable to open database|permission denied/i,
    advice: (file) => `${file} cannot be written. Check its permissions and those of its folder.`,
  },
  { sign: /disk is full|no space left/i, advice: (file) => `There is no space left for ${file}.` },
];

/** The error for a server that `happened` to fail ('ended with exit code 1'), with advice where its stderr is known. */
export function startFailure(happened: string, stderr: string, dbFile = 'the database'): DevServerFailed {
  const known = ADVICE.find(({ sign }) => sign.test(stderr));
  const advice = known ? ` ${known.advice(dbFile)}` : '';
  return new DevServerFailed(`The dev server ${happened}.${advice}`, stderr);
}

/** Whether a server ended because a port was taken. */
export function isPortTaken(stderr: string): boolean {
  return PORT_TAKEN.test(stderr);
}
