import type { Command } from 'commander';
import type { Escalated } from '../../../client';
import { type Level, LEVELS } from '../../../contract/names';
import { shellQuote, visibleLine } from '../../../rules/text';
import { type ConnectionFlags, connectionFlagsOf, withConnectionFlags } from '../flags';
import { EXIT } from '../exit';
import { defined } from '../../../contract/defined';
import { withManagers } from '../with-managers';
import { readJsonObject } from '../json-input';
import { type Call, type Cli, verbAction, required, withOutputFlag } from '../verb';

interface Flags extends ConnectionFlags {
  level: Level;
  reason: string;
  as?: string;
  context?: string;
}

export function addEscalate(command: Command, cli: Cli): void {
  command
    .argument('<run>', 'its id; one that is not there yet is started')
    .addOption(required('--level <level>', 'how high', LEVELS))
    .addOption(required('--reason <text>', 'what is wrong'))
    .option('--as <name>', 'who asks for it; else HITL_USER')
    .option('--context <json>', 'for whoever resolves it: a JSON object, @FILE, or - for standard input');
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
    return `Queued: no worker has answered yet. ${run} escalates to ${escalated.level} when one is back.`;
  const { escalationId, opened, level } = escalated;
  const id = visibleLine(escalationId);
  return opened ? `${id} is open at ${level}.` : `${id} was open already, and is at ${level}.`;
}
