import type { Command } from 'commander';
import { type ConnectionFlags, sameConnection, withConnectionFlags } from '../../connection-flags';
import { EXIT } from '../../exit-codes';
import { given } from '../../given';
import { loadConnected } from '../../heavy';
import { readJson } from '../../json-object';
import { waitForRun } from '../../run-outcome';
import { shellQuote } from '../../../../rules/shell-quote';
import { refuseUnknownAgent } from '../../unknown-agent';
import { type Call, type Cli, does, withOutputFlag } from '../../verb';
import { timeoutOfWait } from '../../waiting';

interface Flags extends ConnectionFlags {
  input?: string;
  id?: string;
  requester?: string;
  wait?: boolean;
  timeout?: string;
}

export function addRunStart(run: Command, cli: Cli): void {
  const command = run
    .command('start')
    .description('start a run of an agent of the config')
    .argument('<agent>', 'its name there')
    .option('--input <json>', 'what its steps are given: JSON, @FILE, or - for standard input')
    .option('--id <run>', 'of the run: the same id again is the same run')
    .option('--requester <name>', 'on whose behalf it runs')
    .option('--wait', 'wait until it has ended, and exit by its outcome')
    .option('--timeout <duration>', 'with --wait: give up after so long, such as 1h; the run goes on');
  withConnectionFlags(withOutputFlag(command)).action(does(cli, start));
}

async function start(call: Call<Flags>, agent = '') {
  const { flags, out, io } = call;
  const { id, requester: requesterId } = flags;
  const timeout = timeoutOfWait(flags);
  const input = flags.input === undefined ? undefined : await readJson(flags.input, '--input', io);
  return loadConnected().connected(call, async (approvals, others) => {
    const started = await others.runs.start({ agent, ...given({ input, id, requesterId }) });
    if (started.created && !flags.wait) await refuseUnknownAgent(others.runs, started.id);
    const how = started.created ? 'Started.' : `Started before; it is ${started.status}.`;
    out.note(`${how} See it: ${io.program} show ${shellQuote(started.id)}${sameConnection(flags)}`);
    if (flags.wait) return waitForRun(call, approvals, others, started.id, timeout);
    out.answer({ kind: 'run', ...started }, started.id);
    return EXIT.done;
  });
}
