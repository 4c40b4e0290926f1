import { HitlError } from '../../contract/errors';

/** A place that was searched, and why nothing was found there. */
export interface SearchedPlace {
  where: string;
  why: string;
}

/**
 * Thrown when no executable of a Temporal server could be found or downloaded. The message lists the searched places, why
 * each failed, and what to do.
 */
export class TemporalServerNotFound extends HitlError {
  constructor(
    message: string,
    /** In the order of the search. */
    readonly tried: readonly SearchedPlace[] = [],
  ) {
    super(message);
  }
}

/** Thrown when the dev server did not start, for example because of a taken port or a locked file. */
export class DevServerFailed extends HitlError {
  constructor(
    message: string,
    /** The last lines of the server's stderr; empty if it never ran. */
    readonly stderr = '',
  ) {
    super(stderr ? `${message}\nThe server said:\n${stderr}` : message);
  }
}

/** The second is a panic of the server when it finds no free port for one of its own services. */
const PORT_TAKEN = /address already in use|failed assigning ephemeral port/i;

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
      `${file} is not an SQLite database, or is damaged. Restore it, or move it away to start with no data.`,
  },
  {
    sign: /readonly database|unable to open database|permission denied/i,
    advice: (file) => `${file} cannot be written. Check its permissions and those of its folder.`,
  },
  { sign: /disk is full|no space left/i, advice: (file) => `There is no space left for ${file}.` },
];

/** The error of a server that failed as `happened` says ('ended with exit code 1'), with advice for known stderr output. */
export function startFailure(happened: string, stderr: string, dbFile = 'the database'): DevServerFailed {
  const known = ADVICE.find(({ sign }) => sign.test(stderr));
  const advice = known ? ` ${known.advice(dbFile)}` : '';
  return new DevServerFailed(`The dev server ${happened}.${advice}`, stderr);
}

/** The server sometimes panics with a nil pointer while it chooses ports for its own services, and starts at the next try. */
const START_PANIC = /panic: runtime error/;

/** Whether a server ended because it lost a race for a port, so that another try with other ports may succeed. */
export function isStartRace(stderr: string): boolean {
  return PORT_TAKEN.test(stderr) || START_PANIC.test(stderr);
}
