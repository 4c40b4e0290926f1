import type { Command } from 'commander';

export const KINDS = ['request', 'escalation', 'run'] as const;
export type Kind = (typeof KINDS)[number];

/** What the arguments by these names are the ids of. */
const ARGUMENTS: Record<string, Kind> = { id: 'request', escalation: 'escalation', run: 'run' };

/** A verb as a completion script needs it. */
export interface Verb {
  name: string;
  about: string;
  flags: Flag[];
  /** Its argument is the id of one of these that exists. */
  ids?: Kind;
  /** What its argument may be, if that is a fixed choice. */
  choices: string[];
  /** The verbs below it, as `start` is below `run`. */
  verbs: Verb[];
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
    const ids = ARGUMENTS[argument?.name() ?? ''];
    return {
      name: command.name(),
      about: command.description(),
      flags: command.options.filter(({ hidden }) => !hidden).map(flagOf),
      ...(ids && { ids }),
      choices: argument?.argChoices ?? command.commands.map((below) => below.name()),
      verbs: verbsOf(command),
    };
  });
}

/**
 * The command that prints the ids of the open ones of a kind, one a line: quietly, at most some seconds long, and only
 * ids that no shell could take for anything else, since agents choose them.
 */
export function listIds(kind: Kind): string {
  const ofKind = kind === 'request' ? '' : ` --kind ${kind}`;
  return (
    `hitl list -o jsonl${ofKind} --order newest --limit 100 --command-timeout 3s 2>/dev/null </dev/null | ` +
    String.raw`sed -n 's/^{"id":"\([A-Za-z0-9][A-Za-z0-9._/-]*\)".*/\1/p'`
  );
}

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
