import type { Command } from 'commander';
import { type ConnectionFlags, withConnectionFlags } from '../connection-flags';
import { loadConnected } from '../heavy';
import { waitAndAnswer } from '../outcome';
import { type Call, type Cli, does, withOutputFlag } from '../verb';

interface Flags extends ConnectionFlags {
  timeout?: string;
}

export function addWait(program: Command, cli: Cli): void {
  const command = program
    .command('wait')
    .description('wait until a request has ended, and exit by its outcome')
    .argument('<id>', 'of the request')
    .option('--timeout <duration>', 'give up after so long, such as 1h; the request stays pending');
  withConnectionFlags(withOutputFlag(command)).action(does(cli, wait));
}

async function wait(call: Call<Flags>, id = '') {
  return loadConnected().connected(call.flags, (approvals) =>
    waitAndAnswer(call, approvals, id, call.flags.timeout),
  );
}
