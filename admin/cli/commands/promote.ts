import { type Command, Option } from 'commander';
import { type Level, LEVELS } from '../../../contract/level';
import { answerVerdict } from '../answer-verdict';
import { type ConnectionFlags, withConnectionFlags } from '../connection-flags';
import { given } from '../given';
import { loadConnected } from '../heavy';
import { actor, actorFlag } from '../required-flags';
import { type Call, type Cli, does, withOutputFlag } from '../verb';

interface Flags extends ConnectionFlags {
  as?: string;
  reason?: string;
  from?: Level;
}

export function addPromote(command: Command, cli: Cli): void {
  command
    .argument('<escalation>', 'its id')
    .addOption(actorFlag('who promotes it'))
    .option('--reason <text>', 'why')
    .addOption(
      new Option('--from <level>', 'the level you saw: promoted meanwhile, it is not promoted again').choices(
        [...LEVELS],
      ),
    );
  withConnectionFlags(withOutputFlag(command)).action(does(cli, promote));
}

async function promote({ flags, out, io }: Call<Flags>, id = '') {
  const promotedBy = actor(flags, io);
  const said = { promotedBy, via: 'cli', ...given({ reason: flags.reason, expectedLevel: flags.from }) };
  return loadConnected().connected({ flags, io }, async (_, { escalations }) => {
    const verdict = await escalations.promote(id, said);
    return answerVerdict(out, verdict);
  });
}
