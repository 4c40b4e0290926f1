import { type Command, Option } from 'commander';
import { defined } from '../../../contract/defined';
import type { ResolutionAction } from '../../../contract/escalation';
import { type Level, LEVELS } from '../../../contract/names';
import { answerVerdict } from '../answer-verdict';
import { type ConnectionFlags, withConnectionFlags } from '../flags';
import { readJson } from '../json-input';
import { withManagers } from '../with-managers';
import { actor, actorFlag, type Call, type Cli, verbAction, required, withOutputFlag } from '../verb';

interface AckFlags extends ConnectionFlags {
  as?: string;
  notes?: string;
}

export function addAck(command: Command, cli: Cli): void {
  command
    .argument('<escalation>', 'its id')
    .addOption(actorFlag('who has it'))
    .option('--notes <text>', 'kept with it');
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, ack));
}

async function ack({ flags, out, io }: Call<AckFlags>, id = '') {
  const acknowledgedBy = actor(flags, io);
  const said = { acknowledgedBy, via: 'cli', ...defined({ notes: flags.notes }) };
  return withManagers({ flags, io }, async (_, { escalations }) => {
    const verdict = await escalations.acknowledge(id, said);
    return answerVerdict(out, verdict);
  });
}

interface ResolveFlags extends ConnectionFlags {
  as?: string;
  action: ResolutionAction;
  resolution: string;
  modification?: string;
  decisionId?: string;
}

export function addResolve(command: Command, cli: Cli): void {
  command
    .argument('<escalation>', 'its id')
    .addOption(actorFlag('who resolves it'))
    .addOption(required('--action <action>', 'what the run does now', ['continue', 'abort', 'modify']))
    .addOption(required('--resolution <text>', 'what was found and done'))
    .option(
      '--modification <json>',
      'with --action modify, for the next step: JSON, @FILE, or - for standard input',
    )
    .option('--decision-id <key>', 'repeated with the same key it counts once');
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, resolve));
}

async function resolve({ flags, out, io }: Call<ResolveFlags>, id = '') {
  const { action, resolution, decisionId } = flags;
  const resolvedBy = actor(flags, io);
  const modification =
    flags.modification === undefined ? undefined : await readJson(flags.modification, '--modification', io);
  return withManagers({ flags, io }, async (_, { escalations }) => {
    const said = { action, resolution, resolvedBy, via: 'cli', ...defined({ modification, decisionId }) };
    const verdict = await escalations.resolve(id, said);
    return answerVerdict(out, verdict);
  });
}

interface PromoteFlags extends ConnectionFlags {
  as?: string;
  reason?: string;
  from?: Level;
}

export function addPromote(command: Command, cli: Cli): void {
  command
    .argument('<escalation>', 'its id')
    .addOption(actorFlag('who promotes it'))
    .option('--reason <text>', 'why')
    .addOption(
      new Option('--from <level>', 'the level you saw: promoted meanwhile, it is not promoted again').choices(
        [...LEVELS],
      ),
    );
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, promote));
}

async function promote({ flags, out, io }: Call<PromoteFlags>, id = '') {
  const promotedBy = actor(flags, io);
  const said = { promotedBy, via: 'cli', ...defined({ reason: flags.reason, expectedLevel: flags.from }) };
  return withManagers({ flags, io }, async (_, { escalations }) => {
    const verdict = await escalations.promote(id, said);
    return answerVerdict(out, verdict);
  });
}

interface ReassignFlags extends ConnectionFlags {
  as?: string;
  to: string[];
  reason?: string;
}

export function addReassign(command: Command, cli: Cli): void {
  command
    .argument('<escalation>', 'its id')
    .addOption(actorFlag('who reassigns it'))
    .addOption(required('--to <name...>', 'people and teams, instead of those asked now'))
    .option('--reason <text>', 'why');
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, reassign));
}

async function reassign({ flags, out, io }: Call<ReassignFlags>, id = '') {
  const reassignedBy = actor(flags, io);
  const said = { reassignedBy, assignees: flags.to, via: 'cli', ...defined({ reason: flags.reason }) };
  return withManagers({ flags, io }, async (_, { escalations }) => {
    const verdict = await escalations.reassign(id, said);
    return answerVerdict(out, verdict);
  });
}
