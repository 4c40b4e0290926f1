import type { Command } from 'commander';
import { type ConnectionFlags, withConnectionFlags } from '../../connection-flags';
import { EXIT } from '../../exit-codes';
import { loadConnected } from '../../heavy';
import { surroundings } from '../../surroundings';
import { runText } from '../../text/run-text';
import { type Call, type Cli, does, withOutputFlag } from '../../verb';

export function addRunShow(run: Command, cli: Cli): void {
  const command = run
    .command('show')
    .description('show a run: how far it got, and what people were asked')
    .argument('<run>', 'its id');
  withConnectionFlags(withOutputFlag(command)).action(does(cli, show));
}

async function show(call: Call<ConnectionFlags>, id = '') {
  const { flags, out } = call;
  return loadConnected().connected(flags, async (_, { runs }) => {
    const run = await runs.get(id);
    out.answer(run, runText(out, run, surroundings(call, id)));
    return EXIT.done;
  });
}
