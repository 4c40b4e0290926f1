import type { Command } from 'commander';

/** A verb as a completion script needs it. */
export interface Verb {
  name: string;
  about: string;
  flags: Flag[];
  /** Its argument is the id of a request that exists. */
  takesId: boolean;
  /** What its argument may be, if that is a fixed choice. */
  choices: string[];
}

export interface Flag {
  long: string;
  short?: string;
  about: string;
  takesValue: boolean;
  choices: string[];
  /** Its value is a file. */
  isFile: boolean;
}

/** The verbs of the program, read off the commander tree, so that a new flag is completed the day it is there. */
export function verbsOf(program: Command): Verb[] {
  return program.commands.map((command) => {
    const [argument] = command.registeredArguments;
    return {
      name: command.name(),
      about: command.description(),
      flags: command.options.filter(({ hidden }) => !hidden).map(flagOf),
      takesId: argument?.name() === 'id',
      choices: argument?.argChoices ?? [],
    };
  });
}

/**
 * Prints the ids of pending requests, one a line: quietly, at most some seconds long, and only ids that no shell could
 * take for anything else, since agents choose them.
 */
export const LIST_IDS =
  `hitl list -o jsonl --order newest --limit 100 --command-timeout 3s 2>/dev/null </dev/null | ` +
  String.raw`sed -n 's/^{"id":"\([A-Za-z0-9][A-Za-z0-9._/-]*\)".*/\1/p'`;

function flagOf(option: Command['options'][number]): Flag {
  return {
    long: option.long ?? '',
    ...(option.short && { short: option.short }),
    about: option.description,
    takesValue: option.required || option.optional,
    choices: option.argChoices ?? [],
    isFile: /<file>/.test(option.flags),
  };
}
