import type { Command } from 'commander';
import { answerVerdict } from '../answer-verdict';
import { type ConnectionFlags, withConnectionFlags } from '../flags';
import { defined } from '../../../contract/defined';
import { withManagers } from '../with-managers';
import { actor, actorFlag, type Call, type Cli, verbAction, withOutputFlag } from '../verb';

interface Flags extends ConnectionFlags {
  as?: string;
  reason?: string;
}

export function addCancel(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'of the request, escalation or run')
    .addOption(actorFlag('who cancels'))
    .option('--reason <text>', 'why');
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, cancel));
}

async function cancel({ flags, out, io }: Call<Flags>, id = '') {
  const cancelledBy = actor(flags, io);
  const said = { cancelledBy, via: 'cli', ...defined({ reason: flags.reason }) };
  return withManagers({ flags, io }, async (approvals, { escalations, runs, kindOf }) => {
    const manager = { request: approvals, escalation: escalations, run: runs }[await kindOf(id)];
    const verdict = await manager.cancel(id, said);
    return answerVerdict(out, verdict);
  });
}
