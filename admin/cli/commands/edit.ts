import type { Command } from 'commander';
import { defined } from '../../../contract/defined';
import { visibleLine } from '../../../rules/text';
import { answerVerdict } from '../answer-verdict';
import { Declined, UsageError } from '../errors';
import { withConnectionFlags } from '../flags';
import {
  actorFlag,
  type Call,
  type Cli,
  verbAction,
  wholeNumber,
  withExamples,
  withOutputFlag,
} from '../verb';
import { withManagers } from '../with-managers';
import { type EditFlags, knownHash, readAnswer, sendEdit } from './approve/edited';
import { editInEditor, refuseIfNotEditable } from './edit/editor';

interface Flags extends EditFlags {
  answer?: string;
}

export function addEdit(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'id of the request')
    .addOption(actorFlag('person who decides'))
    .option('--notes <text>', 'note for the record and the agent')
    .option('--answer <json>', 'answer to the response form: a JSON object, @FILE, or - for standard input')
    .option('--stage <n>', 'stage of the request to decide on', wholeNumber(1))
    .option('--decision-id <key>', 'idempotency key: a repetition with the same key counts once')
    .option('--content-hash <hash>', 'hash of the content that you read, as `hitl show` prints it')
    .option('-y, --yes', 'do not ask after the editor has closed');
  withExamples(command, 'edit ID --as ana', `edit ID --as ana --notes 'the invoice says 500'`);
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, edit));
}

async function edit(call: Call<Flags>, id = '') {
  const { flags, io, out } = call;
  if (io.ask === undefined && !flags.yes)
    throw new UsageError(
      'hitl edit opens an editor and asks, which needs a terminal. In a script use `hitl approve ID --edit JSON`, or add --yes',
    );
  const answer = await readAnswer(flags.answer, io);
  return withManagers(call, async (approvals) => {
    const request = await approvals.getRequest(id);
    refuseIfNotEditable(request);
    knownHash(request);
    const context = await editInEditor(call, request);
    if (context === undefined)
      throw new Declined(`nothing was sent about ${visibleLine(request.id)}: the file was not changed`);
    return answerVerdict(out, await sendEdit(call, approvals, request, { context, ...defined({ answer }) }));
  });
}
