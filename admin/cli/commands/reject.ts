import type { Command } from 'commander';
import { defined } from '../../../contract/defined';
import { answerVerdict } from '../answer-verdict';
import { type ConnectionFlags, withConnectionFlags } from '../flags';
import {
  actor,
  actorFlag,
  type Call,
  type Cli,
  required,
  verbAction,
  wholeNumber,
  withExamples,
  withOutputFlag,
} from '../verb';
import { withManagers } from '../with-managers';

interface Flags extends ConnectionFlags {
  as?: string;
  reason: string;
  stage?: number;
  decisionId?: string;
}

export function addReject(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'id of the request')
    .addOption(actorFlag('person who decides'))
    .addOption(required('--reason <text>', 'reason, which the requester and the agent see'))
    .option('--stage <n>', 'stage of the request to decide on', wholeNumber(1))
    .option('--decision-id <key>', 'idempotency key: a repetition with the same key counts once');
  withExamples(command, `reject ID --as ana --reason 'the invoice is wrong'`);
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
    return answerVerdict(out, verdict);
  });
}
