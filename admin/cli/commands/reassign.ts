import type { Command } from 'commander';
import { answerVerdict } from '../answer-verdict';
import { type ConnectionFlags, withConnectionFlags } from '../connection-flags';
import { given } from '../given';
import { loadConnected } from '../heavy';
import { actor, actorFlag, required } from '../required-flags';
import { type Call, type Cli, does, withOutputFlag } from '../verb';

interface Flags extends ConnectionFlags {
  as?: string;
  to: string[];
  reason?: string;
}

export function addReassign(command: Command, cli: Cli): void {
  command
    .argument('<escalation>', 'its id')
    .addOption(actorFlag('who reassigns it'))
    .addOption(required('--to <name...>', 'people and teams, instead of those asked now'))
    .option('--reason <text>', 'why');
  withConnectionFlags(withOutputFlag(command)).action(does(cli, reassign));
}

async function reassign({ flags, out, io }: Call<Flags>, id = '') {
  const reassignedBy = actor(flags, io);
  const said = { reassignedBy, assignees: flags.to, via: 'cli', ...given({ reason: flags.reason }) };
  return loadConnected().connected({ flags, io }, async (_, { escalations }) => {
    const verdict = await escalations.reassign(id, said);
    return answerVerdict(out, verdict);
  });
}
