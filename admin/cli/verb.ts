import { type Command, InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';
import { UsageError } from './errors';
import type { ExitCode } from './exit';
import { apiAddress } from './flags';
import type { Io } from './io';
import { createOutput, type Format, FORMATS, type Output } from './output';

/** What every verb needs from the program. */
export interface Cli {
  io: Io;
  /** Receives the exit code of the verb. */
  ended: (code: ExitCode) => void;
}

/** The input of a verb's implementation. */
export interface Call<Flags> {
  io: Io;
  out: Output;
  flags: Flags;
}

/** Adds `-o`, a flag of every verb. */
export function withOutputFlag(command: Command): Command {
  return command.addOption(
    new Option('-o, --output <format>', 'output format').choices([...FORMATS]).default('text'),
  );
}

/** Adds examples below the flags in the help of a verb. Each line is a command without the program's name. */
export function withExamples(command: Command, ...lines: string[]): Command {
  const examples = lines.map((line) => `  $ hitl ${line}`).join('\n');
  return command.addHelpText('after', `\nExamples:\n${examples}`);
}

/** Makes commander's action from a verb's implementation. */
export function verbAction<Flags>(
  { io, ended }: Cli,
  body: (call: Call<Flags>, ...args: string[]) => Promise<ExitCode>,
) {
  return async function (this: Command): Promise<void> {
    checkRequiredFlags(this, io);
    const flags = this.opts<Flags & { output: Format }>();
    ended(
      await body(
        { io, out: createOutput(io, flags.output), flags },
        ...(this.processedArgs.flat() as string[]),
      ),
    );
  };
}

/** Returns a parser for whole numbers from `least` to `most`. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER) {
  return (value: string): number => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(
      `It must be a whole number from ${least}${most < 1e9 ? ` to ${most}` : ''}.`,
    );
  };
}

/** Returns a parser for values that a schema accepts. */
export function checkedBy<S extends z.ZodType<string>>(schema: S) {
  return (value: string): z.output<S> => {
    const read = schema.safeParse(value);
    if (read.success) return read.data;
    throw new InvalidArgumentError(read.error.issues.map(({ message }) => `It ${message}.`).join(' '));
  };
}

/** The required flags. Commander reports its own required options one at a time, and they cannot come from HITL_USER. */
const REQUIRED = new WeakSet<Option>();
const ACTOR_FLAGS = new WeakSet<Option>();

/** Declares a required flag. */
export function required(flags: string, about: string, choices?: readonly string[]): Option {
  const option = new Option(flags, `${about} (required)`);
  if (choices) option.choices(choices);
  REQUIRED.add(option);
  return option;
}

/** Declares `--as`, the person who acts. `who` describes it, such as `person who cancels`. */
export function actorFlag(who: string): Option {
  const option = new Option('--as <name>', `${who} (default: HITL_USER)`);
  ACTOR_FLAGS.add(option);
  return option;
}

/**
 * The person who acts: `--as`, or HITL_USER. One of them was checked to be present before the verb began. Through an admin
 * server neither is needed, and the name is empty.
 */
export function actor({ as }: { as?: string }, { env }: Io): string {
  return as ?? env.HITL_USER ?? '';
}

/** @throws UsageError that names all missing required flags, with their choices */
function checkRequiredFlags(command: Command, io: Io): void {
  const flags = command.opts<Record<string, unknown>>();
  // Through an admin server the person who has signed in acts.
  const isSignedIn = apiAddress(flags, io.env) !== undefined;
  const isMissing = (option: Option) => {
    if (ACTOR_FLAGS.has(option)) return actor(flags, io) === '' && !isSignedIn;
    return REQUIRED.has(option) && flags[option.attributeName()] === undefined;
  };
  const missing = command.options.filter(isMissing);
  if (missing.length > 0) throw new UsageError(`missing ${list(missing.map(written))}`);
}

/** How a missing flag is written: `--action <continue|abort|modify>`, `--as NAME (or set HITL_USER)`. */
function written(option: Option): string {
  if (ACTOR_FLAGS.has(option)) return '--as NAME (or set HITL_USER)';
  return option.argChoices ? `${option.long} <${option.argChoices.join('|')}>` : option.flags;
}

function list(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
