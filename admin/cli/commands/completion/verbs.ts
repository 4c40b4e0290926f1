import type { Command } from 'commander';
import { defined } from '../../../../contract/defined';

export const KINDS = ['request', 'escalation', 'run'] as const;
export type Kind = (typeof KINDS)[number];

/** Arguments with these names are ids of this kind. */
const ARGUMENTS: Record<string, Kind> = { id: 'request', escalation: 'escalation', run: 'run' };

/** A verb as a completion script needs it. */
export interface Verb {
  name: string;
  about: string;
  flags: Flag[];
  /** The kind of id that its argument is, if it is an id. */
  ids?: Kind;
  /** It takes any number of ids. */
  isVariadic?: true;
  /** The choices of its argument, if they are fixed. */
  choices: string[];
  /** Its subcommands, such as `start` of `run`. */
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

/** The verbs of the program, read from the commander tree, so that completion knows every flag. */
export function verbsOf(program: Command): Verb[] {
  return program.commands.map((command) => {
    const [argument] = command.registeredArguments;
    const ids = ARGUMENTS[argument?.name() ?? ''];
    return {
      name: command.name(),
      about: command.description(),
      flags: command.options.filter(({ hidden }) => !hidden).map(flagOf),
      ...defined({ ids }),
      ...(argument?.variadic && { isVariadic: true as const }),
      choices: argument?.argChoices ?? command.commands.map((below) => below.name()),
      verbs: verbsOf(command),
    };
  });
}

/**
 * The command that prints the open ids of a kind, one per line, without errors and within a few seconds. It prints only ids
 * that are safe in a shell, because agents choose the ids.
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
    ...defined({ short: option.short }),
    about: option.description,
    takesValue: option.required || option.optional,
    choices: option.argChoices ?? [],
    isFile: /<file>/.test(option.flags),
  };
}
