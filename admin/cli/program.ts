import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { EXIT, type ExitCode, exitOfError } from './exit';
import type { Io } from './io';
import { type Format, FORMATS, reportError } from './output';
import { VERBS } from './verb-table';

/** Runs `hitl` with these arguments and answers its exit code. Never throws, never exits. */
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
        error.code === 'commander.help' ? 'there is no such verb' : error.message.replace(/^error: /, '');
      reportError(io, format, { name: 'UsageError', message });
      return EXIT.usage;
    }
    reportError(io, format, error instanceof Error ? error : { name: 'Error', message: String(error) });
    return exitOfError(error);
  }
}

/** The format asked for, also on a command line that could not be understood. */
function wantedFormat(argv: readonly string[]): Format {
  const joined = argv.flatMap((arg, index) => {
    if (arg === '-o' || arg === '--output') return [argv[index + 1] ?? ''];
    return [/^(?:-o=?|--output=)(.+)$/.exec(arg)?.[1] ?? ''];
  });
  return FORMATS.find((format) => joined.includes(format)) ?? 'text';
}

/**
 * The commander program: `ended` is told the exit code of the verb that ran. Only the verbs that `argv` names have their
 * flags and actions; `completion` needs those of all verbs.
 */
function createProgram(argv: readonly string[], io: Io, ended: (code: ExitCode) => void): Command {
  const width = () => io.columns ?? 100;
  const program = new Command('hitl')
    .description('Human approvals and escalations for agents, each a Temporal workflow.')
    .usage('<verb> [flags]')
    .version(version(), '-V, --version', 'print the version')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    // What commander finds wrong is printed where all errors are.
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
    for (const { usage, about, load } of verbs) {
      const [name = ''] = usage.split(' ');
      if (needsAll || argv.includes(name)) load()(program.command(name).description(about), cli);
      else program.command(usage).description(about);
    }
  }
  program.addHelpCommand(
    new Command('help').argument('[verb]').description('explain a verb').helpGroup('Run:'),
  );
  return program;
}

const EXAMPLES = `
Examples:
  $ hitl dev                                       Temporal and a worker on this machine
  $ hitl request --action transfer_funds --resource bank-account-123 --context '{"amount": 15000}'
  $ hitl policies --action transfer_funds --context '{"amount": 15000}'   who would have to approve?
  $ hitl list --approver finance-team
  $ hitl login --api https://admin.example          then --api, or HITL_API, goes through the admin server
  $ hitl show ID
  $ hitl approve ID --as ana --notes 'matches the invoice'
  $ hitl wait ID --timeout 1h && ./pay             never pays after a no
  $ hitl run report RUN --context '{"confidence": 0.3}' --escalate
  $ hitl list --kind escalation --assignee finance-team
  $ hitl resolve ID --as ana --action continue --resolution 'the invoice is right'

Exit codes: 0 done, 1 failure, 2 usage or invalid, 4 not authorized, 5 rejected or aborted, 6 expired, 7 cancelled,
  8 still pending or queued, 9 conflict or superseded.
`;

function version(): string {
  const file = require.resolve('temporal-hitl/package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
