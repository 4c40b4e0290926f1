import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from './errors';
import type { ExitCode } from './exit';
import { apiAddress } from './flags';
import type { Io } from './io';
import { createOutput, type Format, FORMATS, type Output } from './output';

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
export function verbAction<Flags>(
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

/**
 * The flags without which a verb makes no sense, each with the question that it answers. Commander's own required options
 * are told one at a time, and know no HITL_USER.
 */
const QUESTIONS = new WeakMap<Option, string | undefined>();

/** A flag that must be given. */
export function required(flags: string, about: string, choices?: readonly string[]): Option {
  const option = new Option(flags, about);
  if (choices) option.choices(choices);
  QUESTIONS.set(option, undefined);
  return option;
}

/** `--as`: who acts, such as `who cancels`; else HITL_USER. */
export function actorFlag(who: string): Option {
  const option = new Option('--as <name>', `${who}; else HITL_USER`);
  QUESTIONS.set(option, who);
  return option;
}

/**
 * Who acts: `--as`, or HITL_USER. That one of them is there was checked before the verb began; through an admin server neither need
 * be, and it is empty.
 */
export function actor({ as }: { as?: string }, { env }: Io): string {
  return as ?? env.HITL_USER ?? '';
}

/** @throws UsageError that names all required flags which are missing, with their choices */
function checkRequiredFlags(command: Command, io: Io): void {
  const flags = command.opts<Record<string, unknown>>();
  // Through an admin server, its sign-in says who acts.
  const isSignedIn = apiAddress(flags, io.env) !== undefined;
  const isMissing = (option: Option) => {
    if (!QUESTIONS.has(option)) return false;
    if (QUESTIONS.get(option) !== undefined) return actor(flags, io) === '' && !isSignedIn;
    return flags[option.attributeName()] === undefined;
  };
  const missing = command.options.filter(isMissing);
  if (missing.length === 0) return;
  const question = missing.map((option) => QUESTIONS.get(option)).find((who) => who !== undefined);
  const named = list(missing.map(written));
  throw new UsageError(question === undefined ? `${named} must be given` : `${question}? Say ${named}`);
}

/** `--action <continue|abort|modify>`, `--as NAME (or set HITL_USER)`. */
function written(option: Option): string {
  if (QUESTIONS.get(option) !== undefined) return '--as NAME (or set HITL_USER)';
  return option.argChoices ? `${option.long} <${option.argChoices.join('|')}>` : option.flags;
}

function list(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
