import type { Command } from 'commander';
import { type ConnectionFlags, withConnectionFlags } from '../connection-flags';
import { exitOfVerdict } from '../exit-codes';
import { given } from '../given';
import { loadConnected } from '../heavy';
import { verdictText } from '../text/verdict';
import { actor, type Call, type Cli, does, withOutputFlag } from '../verb';

interface Flags extends ConnectionFlags {
  as?: string;
  reason?: string;
}

export function addCancel(program: Command, cli: Cli): void {
  const command = program
    .command('cancel')
    .description('cancel a request, as its requester, its run or an operator')
    .argument('<id>', 'of the request')
    .option('--as <name>', 'who cancels; else HITL_USER')
    .option('--reason <text>', 'why');
  withConnectionFlags(withOutputFlag(command)).action(does(cli, cancel));
}

async function cancel({ flags, out, io }: Call<Flags>, id = '') {
  const cancelledBy = actor(flags, io);
  return loadConnected().connected(flags, async (approvals) => {
    const verdict = await approvals.cancel(id, {
      cancelledBy,
      via: 'cli',
      ...given({ reason: flags.reason }),
    });
    out.answer(verdict, verdictText(out, verdict));
    return exitOfVerdict(verdict);
  });
}
