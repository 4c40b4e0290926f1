import { CommanderError } from 'commander';
import { EXIT, exitOfError, type ExitCode } from './exit-codes';
import type { Io } from './io';
import { type Format, FORMATS, reportError } from './output';
import { createProgram } from './program';

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
