import type { Command } from 'commander';
import { answerRun } from '../../answer-run';
import { type ConnectionFlags, withConnectionFlags } from '../../connection-flags';
import { loadConnected } from '../../heavy';
import { type Call, type Cli, does, withOutputFlag } from '../../verb';

export function addRunShow(run: Command, cli: Cli): void {
  const command = run
    .command('show')
    .description('show a run: how far it got, and what people were asked')
    .argument('<run>', 'its id');
  withConnectionFlags(withOutputFlag(command)).action(does(cli, show));
}

async function show(call: Call<ConnectionFlags>, id = '') {
  return loadConnected().connected(call, (approvals, others) => answerRun(call, approvals, others, id));
}
