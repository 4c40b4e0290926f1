import type { Command } from 'commander';
import { defined } from '../../../contract/defined';
import { answerVerdict } from '../answer-verdict';
import { UsageError } from '../errors';
import { type ConnectionFlags, withConnectionFlags } from '../flags';
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
import { readAnswer } from './approve/edited';

interface Flags extends ConnectionFlags {
  as?: string;
  text?: string;
  answer?: string;
  notes?: string;
  stage?: number;
  decisionId?: string;
}

export function addRespond(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'id of the request')
    .addOption(actorFlag('person who decides'))
    .option('--text <text>', 'what the agent should know')
    .option('--answer <json>', 'answer to the response form: a JSON object, @FILE, or - for standard input')
    .option('--notes <text>', 'note for the record and the agent')
    .option('--stage <n>', 'stage of the request to decide on', wholeNumber(1))
    .option('--decision-id <key>', 'idempotency key: a repetition with the same key counts once');
  withExamples(
    command,
    `respond ID --as ana --text 'use the account of the parent company'`,
    `respond ID --as ana --answer '{"cost_center": "K7"}'`,
  );
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, respond));
}

async function respond(call: Call<Flags>, id = '') {
  const { flags, io, out } = call;
  const { text, notes, stage, decisionId } = flags;
  if (text === undefined && flags.answer === undefined)
    throw new UsageError('missing --text <text> or --answer <json>: what do you answer?');
  const answer = await readAnswer(flags.answer, io);
  const decidedBy = actor(flags, io);
  return withManagers(call, async (approvals) => {
    const said = defined({ text, answer, notes, stage, decisionId });
    return answerVerdict(out, await approvals.respond(id, { decidedBy, via: 'cli', ...said }));
  });
}
