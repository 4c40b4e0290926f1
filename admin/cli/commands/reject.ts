import type { Command } from 'commander';
import { type ConnectionFlags, withConnectionFlags } from '../flags';
import { exitOfVerdict } from '../exit';
import { defined } from '../../../contract/defined';
import { withManagers } from '../with-managers';
import { verdictText } from '../../text/verdict';
import {
  actor,
  actorFlag,
  type Call,
  type Cli,
  verbAction,
  required,
  wholeNumber,
  withOutputFlag,
} from '../verb';

interface Flags extends ConnectionFlags {
  as?: string;
  reason: string;
  stage?: number;
  decisionId?: string;
}

export function addReject(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'of the request')
    .addOption(actorFlag('who decides'))
    .addOption(required('--reason <text>', 'why, so that the requester can mend it'))
    .option('--stage <n>', 'the stage decided on', wholeNumber(1))
    .option('--decision-id <key>', 'repeated with the same key it counts once');
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, reject));
}

async function reject({ flags, out, io }: Call<Flags>, id = '') {
  const { reason, stage, decisionId } = flags;
  const decidedBy = actor(flags, io);
  return withManagers({ flags, io }, async (approvals) => {
    const verdict = await approvals.reject(id, {
      decidedBy,
      reason,
      via: 'cli',
      ...defined({ stage, decisionId }),
    });
    out.answer(verdict, verdictText(out, verdict));
    return exitOfVerdict(verdict);
  });
}
