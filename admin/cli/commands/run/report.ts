import type { Command } from 'commander';
import type { ReportResult } from '../../../../client';
import { defined } from '../../../../contract/defined';
import { visibleLine as line } from '../../../../rules/text';
import { EXIT } from '../../exit';
import { type ConnectionFlags, withConnectionFlags } from '../../flags';
import { readJsonObject } from '../../json-input';
import type { Output } from '../../output';
import { type Call, type Cli, verbAction, required, withOutputFlag } from '../../verb';
import { withManagers } from '../../with-managers';

interface Flags extends ConnectionFlags {
  context: string;
  escalate?: boolean;
  reportId?: string;
  requester?: string;
}

export function addRunReport(run: Command, cli: Cli): void {
  const command = run
    .command('report')
    .description('Report the state of an agent that runs elsewhere, and check whether it must escalate')
    .argument('<run>', 'id of the run; the first report starts it')
    .addOption(
      required('--context <json>', 'data for the triggers: a JSON object, @FILE, or - for standard input'),
    )
    .option('--escalate', 'also open the escalation if a trigger fires')
    .option('--report-id <key>', 'idempotency key: a repetition with the same key counts once')
    .option('--requester <name>', 'requester of the run, if this report starts it')
    .addHelpText('after', EXITS);
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, report));
}

const EXITS = `
Exits 0 if the agent may continue and 8 if it must escalate, so that a script stops:
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

/** The text of a report's result: whether to escalate, why, and which triggers were suppressed. */
function reportText({ colours }: Output, result: ReportResult): string {
  const { shouldEscalate, level, reason, triggers, suppressed, problems, escalationId } = result;
  const head = shouldEscalate
    ? `${colours.yellow(`escalate to ${level}`)}: ${line(reason ?? '')}`
    : `${colours.green('continue')}: no trigger fired`;
  return [
    head,
    ...(escalationId === undefined ? [] : [`  escalated as ${line(escalationId)}`]),
    ...triggers.map(({ name, level: at, reason: why }) => `  ${line(name)} (${at}): ${line(why)}`),
    ...suppressed.map(({ name, why }) => `  suppressed: ${line(name)}: ${line(why)}`),
    ...problems.map((problem) => `  malformed: ${line(problem)}`),
  ].join('\n');
}
