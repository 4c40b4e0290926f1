import type { Command } from 'commander';
import { answerVerdict } from '../answer-verdict';
import { type ConnectionFlags, withConnectionFlags } from '../connection-flags';
import { given } from '../given';
import { loadConnected } from '../heavy';
import { actor, actorFlag } from '../required-flags';
import { type Call, type Cli, does, withOutputFlag } from '../verb';

interface Flags extends ConnectionFlags {
  as?: string;
  notes?: string;
}

export function addAck(command: Command, cli: Cli): void {
  command
    .argument('<escalation>', 'its id')
    .addOption(actorFlag('who has it'))
    .option('--notes <text>', 'kept with it');
  withConnectionFlags(withOutputFlag(command)).action(does(cli, ack));
}

async function ack({ flags, out, io }: Call<Flags>, id = '') {
  const acknowledgedBy = actor(flags, io);
  const said = { acknowledgedBy, via: 'cli', ...given({ notes: flags.notes }) };
  return loadConnected().connected({ flags, io }, async (_, { escalations }) => {
    const verdict = await escalations.acknowledge(id, said);
    return answerVerdict(out, verdict);
  });
}
