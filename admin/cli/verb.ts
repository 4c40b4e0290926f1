import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ExitCode } from './exit-codes';
import type { Io } from './io';
import { createOutput, type Format, FORMATS, type Output } from './output';
import { checkRequiredFlags } from './required-flags';

/** What every verb needs of the program it belongs to. */
export interface Cli {
  io: Io;
  /** Told how a verb ended. */
  ended: (code: ExitCode) => void;
}

/** What the body of a verb works with. */
export interface Call<Flags> {
  io: Io;
  out: Output;
  flags: Flags;
}

/** Adds `-o`, which every verb has. */
export function withOutputFlag(command: Command): Command {
  return command.addOption(
    new Option('-o, --output <format>', 'how to answer').choices([...FORMATS]).default('text'),
  );
}

/** Turns the body of a verb into commander's action. */
export function does<Flags>(
  { io, ended }: Cli,
  body: (call: Call<Flags>, ...args: string[]) => Promise<ExitCode>,
) {
  return async function (this: Command): Promise<void> {
    checkRequiredFlags(this, io);
    const flags = this.opts<Flags & { output: Format }>();
    ended(
      await body({ io, out: createOutput(io, flags.output), flags }, ...(this.processedArgs as string[])),
    );
  };
}

/** Reads a whole number of at least `least`. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER) {
  return (value: string): number => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(
      `It must be a whole number from ${least}${most < 1e9 ? ` to ${most}` : ''}.`,
    );
  };
}
