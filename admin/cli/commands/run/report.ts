import type { Command } from 'commander';
import type { ReportResult } from '../../../../client';
import { defined } from '../../../../contract/defined';
import { visibleLine as line } from '../../../../rules/text';
import { EXIT } from '../../exit';
import { type ConnectionFlags, withConnectionFlags } from '../../flags';
import { readJsonObject } from '../../json-input';
import { withManagers } from '../../with-managers';
import type { Output } from '../../output';
import { type Call, type Cli, verbAction, required, withOutputFlag } from '../../verb';

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
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, report));
}

const EXITS = `
Exits 0 when the agent may go on and 8 when it must escalate, so that a script stops:
  $ hitl run report RUN --context '{"confidence": 0.3}' --escalate && next-step
`;

async function report({ flags, out, io }: Call<Flags>, id = '') {
  const context = await readJsonObject(flags.context, '--context', io);
  const { escalate, reportId, requester: requesterId } = flags;
  return withManagers({ flags, io }, async (_, { escalations }) => {
    const options = defined({ escalate, reportId, requesterId });
    const result = await escalations.checkEscalation(id, context, options);
    out.answer(result, reportText(out, result));
    return result.shouldEscalate ? EXIT.pending : EXIT.done;
  });
}

/** The answer to a report: whether to escalate, why, and what was held back. */
function reportText({ colours }: Output, result: ReportResult): string {
  const { shouldEscalate, level, reason, triggers, suppressed, problems, escalationId } = result;
  const head = shouldEscalate
    ? `${colours.yellow(`escalate to ${level}`)}: ${line(reason ?? '')}`
    : `${colours.green('go on')}: nothing fired`;
  return [
    head,
    ...(escalationId === undefined ? [] : [`  escalated as ${line(escalationId)}`]),
    ...triggers.map(({ name, level: at, reason: why }) => `  ${line(name)} (${at}): ${line(why)}`),
    ...suppressed.map(({ name, why }) => `  held back: ${line(name)}: ${line(why)}`),
    ...problems.map((problem) => `  malformed: ${line(problem)}`),
  ].join('\n');
}
