/** All that a run of `hitl` has of the outside: so that tests run it within their own process. */
export interface Io {
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  /** Everything on standard input, to its end. */
  stdin: () => Promise<string>;
  env: NodeJS.ProcessEnv;
  /** Whether text on stdout may be coloured. */
  colour: boolean;
  /** The width of the terminal that stdout is; absent when it is none. */
  columns?: number;
  /** How people call this program, as printed commands begin: `hitl`, `npx hitl`. */
  program: string;
  /** Calls `then` at each Ctrl-C, SIGTERM and hang-up, which then no longer end the process. Returns a function that calls it off. */
  onStop: (then: (signal: string) => void) => () => void;
}
