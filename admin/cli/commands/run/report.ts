import type { Command } from 'commander';
import { type ConnectionFlags, withConnectionFlags } from '../../connection-flags';
import { EXIT } from '../../exit-codes';
import { given } from '../../given';
import { loadConnected } from '../../heavy';
import { readJsonObject } from '../../json-object';
import { reportText } from '../../text/report-text';
import { required } from '../../required-flags';
import { type Call, type Cli, does, withOutputFlag } from '../../verb';

interface Flags extends ConnectionFlags {
  context: string;
  escalate?: boolean;
  reportId?: string;
  requester?: string;
}

export function addRunReport(run: Command, cli: Cli): void {
  const command = run
    .command('report')
    .description('report how an agent elsewhere stands, and ask whether it must escalate')
    .argument('<run>', 'its id; the first report starts it')
    .addOption(
      required('--context <json>', 'what triggers look at: a JSON object, @FILE, or - for standard input'),
    )
    .option('--escalate', 'open the escalation too, if a trigger says so')
    .option('--report-id <key>', 'repeated with the same key it counts once')
    .option('--requester <name>', 'on whose behalf the agent runs, where this starts the run')
    .addHelpText('after', EXITS);
  withConnectionFlags(withOutputFlag(command)).action(does(cli, report));
}

const EXITS = `
Exits 0 when the agent may go on and 8 when it must escalate, so that a script stops:
  $ hitl run report RUN --context '{"confidence": 0.3}' --escalate && next-step
`;

async function report({ flags, out, io }: Call<Flags>, id = '') {
  const context = await readJsonObject(flags.context, '--context', io);
  const { escalate, reportId, requester: requesterId } = flags;
  return loadConnected().connected({ flags, io }, async (_, { escalations }) => {
    const options = given({ escalate, reportId, requesterId });
    const result = await escalations.checkEscalation(id, context, options);
    out.answer(result, reportText(out, result));
    return result.shouldEscalate ? EXIT.pending : EXIT.done;
  });
}
