import type { Command } from 'commander';
import { commandTarget, type ConnectionFlags, withConnectionFlags } from '../flags';
import { exitOfVerdict } from '../exit';
import { defined } from '../../../contract/defined';
import { withManagers } from '../with-managers';
import { typingCommand } from '../../text/commands';
import { verdictText } from '../../text/verdict';
import { actor, actorFlag, type Call, type Cli, verbAction, wholeNumber, withOutputFlag } from '../verb';

interface Flags extends ConnectionFlags {
  as?: string;
  notes?: string;
  confirm?: string;
  stage?: number;
  decisionId?: string;
}

export function addApprove(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'of the request')
    .addOption(actorFlag('who decides'))
    .option('--notes <text>', 'kept with the decision')
    .option('--confirm <text>', 'the value that a confirmation wants typed')
    .option('--stage <n>', 'the stage decided on', wholeNumber(1))
    .option('--decision-id <key>', 'repeated with the same key it counts once');
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, approve));
}

async function approve({ flags, out, io }: Call<Flags>, id = '') {
  const { notes, confirm, stage, decisionId } = flags;
  const decidedBy = actor(flags, io);
  return withManagers({ flags, io }, async (approvals) => {
    const verdict = await approvals.approve(id, {
      decidedBy,
      via: 'cli',
      ...defined({ notes, confirm, stage, decisionId }),
    });
    out.answer(verdict, verdictText(out, verdict));
    if (verdict.outcome === 'invalid' && verdict.status === 'pending' && confirm === undefined) {
      const request = await approvals.getRequest(id);
      for (const command of typingCommand(request, decidedBy, commandTarget({ flags, io })))
        out.note(`Type the value after --confirm: ${command}`);
    }
    return exitOfVerdict(verdict);
  });
}
