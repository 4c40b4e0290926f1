import type { Command } from 'commander';
import { answerVerdict } from '../../answer-verdict';
import { type ConnectionFlags, withConnectionFlags } from '../../connection-flags';
import { given } from '../../given';
import { loadConnected } from '../../heavy';
import { actor, actorFlag } from '../../required-flags';
import { type Call, type Cli, does, withOutputFlag } from '../../verb';

interface Flags extends ConnectionFlags {
  as?: string;
  reason?: string;
}

export function addRunCancel(run: Command, cli: Cli): void {
  const command = run
    .command('cancel')
    .description('cancel a run, and with it its open requests and escalations')
    .argument('<run>', 'its id')
    .addOption(actorFlag('who cancels'))
    .option('--reason <text>', 'why');
  withConnectionFlags(withOutputFlag(command)).action(does(cli, cancel));
}

async function cancel({ flags, out, io }: Call<Flags>, id = '') {
  const cancelledBy = actor(flags, io);
  return loadConnected().connected({ flags, io }, async (_, { runs }) => {
    const verdict = await runs.cancel(id, { cancelledBy, via: 'cli', ...given({ reason: flags.reason }) });
    return answerVerdict(out, verdict);
  });
}
