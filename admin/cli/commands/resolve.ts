import type { Command } from 'commander';
import type { ResolutionAction } from '../../../contract/escalation';
import { answerVerdict } from '../answer-verdict';
import { type ConnectionFlags, withConnectionFlags } from '../connection-flags';
import { given } from '../given';
import { loadConnected } from '../heavy';
import { readJson } from '../json-object';
import { actor, actorFlag, required } from '../required-flags';
import { type Call, type Cli, does, withOutputFlag } from '../verb';

interface Flags extends ConnectionFlags {
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
  withConnectionFlags(withOutputFlag(command)).action(does(cli, resolve));
}

async function resolve({ flags, out, io }: Call<Flags>, id = '') {
  const { action, resolution, decisionId } = flags;
  const resolvedBy = actor(flags, io);
  const modification =
    flags.modification === undefined ? undefined : await readJson(flags.modification, '--modification', io);
  return loadConnected().connected({ flags, io }, async (_, { escalations }) => {
    const said = { action, resolution, resolvedBy, via: 'cli', ...given({ modification, decisionId }) };
    const verdict = await escalations.resolve(id, said);
    return answerVerdict(out, verdict);
  });
}
