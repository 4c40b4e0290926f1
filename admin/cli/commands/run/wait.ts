import type { Command } from 'commander';
import { type ConnectionFlags, withConnectionFlags } from '../../connection-flags';
import { loadConnected } from '../../heavy';
import { waitForRun } from '../../run-outcome';
import { type Call, type Cli, does, withOutputFlag } from '../../verb';

interface Flags extends ConnectionFlags {
  timeout?: string;
}

export function addRunWait(run: Command, cli: Cli): void {
  const command = run
    .command('wait')
    .description('wait until a run has ended, and exit by its outcome')
    .argument('<run>', 'its id')
    .option('--timeout <duration>', 'give up after so long, such as 1h; the run goes on');
  withConnectionFlags(withOutputFlag(command)).action(does(cli, wait));
}

async function wait(call: Call<Flags>, id = '') {
  return loadConnected().connected(call, (approvals, others) =>
    waitForRun(call, approvals, others, id, call.flags.timeout),
  );
}
