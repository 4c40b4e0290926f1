import type { Command } from 'commander';
import type { Escalated } from '../../../client';
import { defined } from '../../../contract/defined';
import { type Level, LEVELS } from '../../../contract/names';
import { shellQuote, visibleLine } from '../../../rules/text';
import { EXIT } from '../exit';
import { type ConnectionFlags, connectionFlagsOf, withConnectionFlags } from '../flags';
import { readJsonObject } from '../json-input';
import { type Call, type Cli, required, verbAction, withExamples, withOutputFlag } from '../verb';
import { withManagers } from '../with-managers';

interface Flags extends ConnectionFlags {
  level: Level;
  reason: string;
  as?: string;
  context?: string;
}

export function addEscalate(command: Command, cli: Cli): void {
  command
    .argument('<run>', 'id of the run; a run that does not exist is started')
    .addOption(required('--level <level>', 'level to escalate to', LEVELS))
    .addOption(required('--reason <text>', 'what is wrong'))
    .option('--as <name>', 'person who escalates (default: HITL_USER)')
    .option(
      '--context <json>',
      'data for the person who resolves it: a JSON object, @FILE, or - for standard input',
    );
  withExamples(command, `escalate RUN --level manager --reason 'the budget is used up'`);
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, escalate));
}

async function escalate({ flags, out, io }: Call<Flags>, run = '') {
  const { level, reason, as = io.env.HITL_USER } = flags;
  const context =
    flags.context === undefined ? undefined : await readJsonObject(flags.context, '--context', io);
  return withManagers({ flags, io }, async (_, { escalations }) => {
    const options = { level, reason, ...defined({ escalatedBy: as || undefined, context }) };
    const escalated = await escalations.escalate(run, options);
    out.answer(escalated, escalatedText(escalated));
    if (escalated.queued) return EXIT.pending;
    const { escalationId } = escalated;
    out.note(`See it: ${io.program} show ${shellQuote(escalationId)}${connectionFlagsOf(flags)}`);
    return EXIT.done;
  });
}

function escalatedText(escalated: Escalated): string {
  const run = visibleLine(escalated.runId);
  if (escalated.queued)
    return `Queued: no worker has answered yet. Run ${run} will escalate to ${escalated.level} when a worker is back.`;
  const { escalationId, opened, level } = escalated;
  const id = visibleLine(escalationId);
  return opened ? `${id} is open at ${level}.` : `${id} was already open, and is at ${level}.`;
}
