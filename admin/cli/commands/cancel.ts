import type { Command } from 'commander';
import { defined } from '../../../contract/defined';
import { answerVerdict } from '../answer-verdict';
import { type ConnectionFlags, withConnectionFlags } from '../flags';
import { actor, actorFlag, type Call, type Cli, verbAction, withExamples, withOutputFlag } from '../verb';
import { withManagers } from '../with-managers';

interface Flags extends ConnectionFlags {
  as?: string;
  reason?: string;
}

export function addCancel(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'id of the request, escalation or run')
    .addOption(actorFlag('person who cancels'))
    .option('--reason <text>', 'reason for the record');
  withExamples(command, `cancel ID --as olga --reason 'no longer needed'`);
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, cancel));
}

async function cancel({ flags, out, io }: Call<Flags>, id = '') {
  const cancelledBy = actor(flags, io);
  const options = { cancelledBy, via: 'cli', ...defined({ reason: flags.reason }) };
  return withManagers({ flags, io }, async (approvals, { escalations, runs, kindOf }) => {
    const manager = { request: approvals, escalation: escalations, run: runs }[await kindOf(id)];
    const verdict = await manager.cancel(id, options);
    return answerVerdict(out, verdict);
  });
}
