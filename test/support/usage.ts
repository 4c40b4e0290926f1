import type { Command } from 'commander';
import type { Io } from '../../admin/cli/io';
import { createProgram } from '../../admin/cli/program';

/** The program with the flags of all verbs. It runs nothing. */
export function parsedProgram(): Command {
  const io: Io = {
    stdout: () => {},
    stderr: () => {},
    stdin: async () => '',
    env: {},
    colour: false,
    program: 'hitl',
    onStop: () => () => {},
  };
  // With `completion` all verbs have their flags.
  return createProgram(['completion'], io, () => {});
}

export const withSubcommands = (command: Command): Command[] => [
  command,
  ...command.commands.flatMap(withSubcommands),
];

/** What the CLI says against a command line, without running it. */
export async function usageProblem(words: readonly string[]): Promise<string | undefined> {
  const program = parsedProgram();
  let missing: string | undefined;
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} });
    if (command.commands.length === 0)
      command.action(function (this: Command) {
        const lacking = this.options.find(
          (option) =>
            option.description.endsWith('(required)') &&
            this.getOptionValue(option.attributeName()) === undefined,
        );
        if (lacking) missing = `missing ${lacking.long}`;
      });
  }
  try {
    for (const word of words) if (/^[{[]/.test(word)) JSON.parse(word);
    await program.parseAsync([...words], { from: 'user' });
    return missing;
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    return code === 'commander.helpDisplayed' ? undefined : message;
  }
}
