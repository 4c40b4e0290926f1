import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { packageFile } from '../text/documentation';
import { UsageError } from './errors';
import { EXIT, type ExitCode, exitOfError } from './exit';
import type { Io } from './io';
import { type Format, FORMATS, reportError } from './output';
import { type VerbEntry, VERBS } from './verb-table';

/** Runs `hitl` with these arguments and returns its exit code. Never throws, never exits. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const program = createProgram(argv, io, (ended) => (code = ended));
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    const format = wantedFormat(argv);
    if (error instanceof CommanderError) {
      const message =
        error.code === 'commander.help'
          ? 'unknown command. Run `hitl --help` for the list of commands'
          : error.message.replace(/^error: /, '');
      reportError(io, format, new UsageError(message));
      return EXIT.usage;
    }
    reportError(io, format, error instanceof Error ? error : { name: 'Error', message: String(error) });
    return exitOfError(error);
  }
}

/** The output format asked for, also if the command line is wrong. */
function wantedFormat(argv: readonly string[]): Format {
  const joined = argv.flatMap((arg, index) => {
    if (arg === '-o' || arg === '--output') return [argv[index + 1] ?? ''];
    return [/^(?:-o=?|--output=)(.+)$/.exec(arg)?.[1] ?? ''];
  });
  return FORMATS.find((format) => joined.includes(format)) ?? 'text';
}

/**
 * Creates the commander program. `ended` receives the exit code of the verb that ran. Only the verbs named in `argv` get
 * their flags and actions; `completion` needs those of all verbs.
 */
export function createProgram(argv: readonly string[], io: Io, ended: (code: ExitCode) => void): Command {
  const width = () => io.columns ?? 100;
  const program = new Command('hitl')
    .description('Human approvals and escalations for AI agents, each a Temporal workflow.')
    .usage('<command> [flags]')
    .version(version(), '-V, --version', 'Print the version')
    .helpOption('-h, --help', 'Show this help')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    // Commander's errors are printed by `reportError`, as all others.
    .configureOutput({
      writeOut: io.stdout,
      writeErr: io.stderr,
      outputError: () => {},
      getOutHelpWidth: width,
      getErrHelpWidth: width,
    });
  const cli = { io, ended };
  const needsAll = argv.includes('completion');
  for (const [group, verbs] of Object.entries(VERBS)) {
    program.commandsGroup(group);
    for (const verb of verbs) {
      const { usage, about, load } = verb;
      const [name = ''] = usage.split(' ');
      if (needsAll || argv.includes(name)) {
        const command = program.command(name).description(about);
        load()(command, cli);
        addPages(command, verb);
      } else program.command(usage).description(about);
    }
  }
  program.addHelpCommand(
    new Command('help').argument('[command]').description('Show help for a command').helpGroup('Run:'),
  );
  return program;
}

/** Ends the help of a verb, and of the verbs below it, with the page that explains it. */
function addPages(verb: Command, { page, pages }: VerbEntry): void {
  for (const command of [verb, ...verb.commands])
    command.addHelpText('after', `\nDocumentation: ${packageFile(pages?.[command.name()] ?? page)}`);
}

const EXAMPLES = `
Examples:
  $ hitl dev                                       start Temporal, a worker and the inbox on this machine
  $ hitl request --action transfer_funds --resource bank-account-123 --context '{"amount": 15000}'
  $ hitl policies --action transfer_funds --context '{"amount": 15000}'   show who would have to approve
  $ hitl list --approver finance-team
  $ hitl login --api https://admin.example         sign in; then use --api or HITL_API
  $ hitl show ID
  $ hitl approve ID --as ana --notes 'matches the invoice'
  $ hitl wait ID --timeout 1h && ./pay             pay only if it was approved
  $ hitl run report RUN --context '{"confidence": 0.3}' --escalate
  $ hitl list --kind escalation --assignee finance-team
  $ hitl resolve ID --as ana --action continue --resolution 'the invoice is right'

Documentation, in the folder of the package temporal-hitl: docs/reference/cli.md (commands),
  docs/reference/errors.md (errors and what to do), docs/reference/configuration.md (temporal.config.ts).

Exit codes: 0 done, 1 failure, 2 usage or invalid, 4 not authorized or not signed in, 5 rejected, answered or aborted,
  6 expired, 7 cancelled, 8 still pending or queued, 9 conflict or superseded, 130 stopped by a second Ctrl-C.
`;

function version(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}
