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
  withExamples,
  withOutputFlag,
} from '../verb';
import { withManagers } from '../with-managers';

interface Flags extends ConnectionFlags {
  as?: string;
  text: string;
  decisionId?: string;
}

export function addComment(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'id of the request')
    .addOption(actorFlag('person who comments'))
    .addOption(required('--text <text>', 'comment, which decides nothing'))
    .option('--decision-id <key>', 'idempotency key: a repetition with the same key counts once');
  withExamples(command, `comment ID --as ana --text 'I have asked the vendor'`);
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, comment));
}

async function comment(call: Call<Flags>, id = '') {
  const { flags, io, out } = call;
  const { text, decisionId } = flags;
  const commentedBy = actor(flags, io);
  return withManagers(call, async (approvals) =>
    answerVerdict(
      out,
      await approvals.comment(id, { commentedBy, text, via: 'cli', ...defined({ decisionId }) }),
    ),
  );
}
