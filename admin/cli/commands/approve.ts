import type { Command } from 'commander';
import { defined } from '../../../contract/defined';
import { typingCommand } from '../../text/commands';
import { answerVerdict } from '../answer-verdict';
import { commandTarget, type ConnectionFlags, withConnectionFlags } from '../flags';
import {
  actor,
  actorFlag,
  type Call,
  type Cli,
  verbAction,
  wholeNumber,
  withExamples,
  withOutputFlag,
} from '../verb';
import { withManagers } from '../with-managers';

interface Flags extends ConnectionFlags {
  as?: string;
  notes?: string;
  confirm?: string;
  stage?: number;
  decisionId?: string;
}

export function addApprove(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'id of the request')
    .addOption(actorFlag('person who decides'))
    .option('--notes <text>', 'note for the record and the agent')
    .option('--confirm <text>', 'value that a confirmation requires you to type')
    .option('--stage <n>', 'stage of the request to decide on', wholeNumber(1))
    .option('--decision-id <key>', 'idempotency key: a repetition with the same key counts once');
  withExamples(
    command,
    `approve ID --as ana --notes 'matches the invoice'`,
    'approve ID --as ana --stage 2',
    'approve ID --as ana --confirm DEPLOY',
  );
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
    const code = answerVerdict(out, verdict);
    if (verdict.outcome === 'invalid' && verdict.status === 'pending' && confirm === undefined) {
      const request = await approvals.getRequest(id);
      for (const command of typingCommand(request, decidedBy, commandTarget({ flags, io })))
        out.note(`Repeat with the value as TEXT: ${command}`);
    }
    return code;
  });
}
