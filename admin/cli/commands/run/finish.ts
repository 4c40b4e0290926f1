import type { Command } from 'commander';
import { answerVerdict } from '../../answer-verdict';
import { type ConnectionFlags, withConnectionFlags } from '../../connection-flags';
import { given } from '../../given';
import { loadConnected } from '../../heavy';
import { readJson } from '../../json-object';
import { type Call, type Cli, does, withOutputFlag } from '../../verb';

interface Flags extends ConnectionFlags {
  outputJson?: string;
}

export function addRunFinish(run: Command, cli: Cli): void {
  const command = run
    .command('finish')
    .description('say that the agent of an attached run is done')
    .argument('<run>', 'its id')
    .option('--output-json <json>', 'what came of it: JSON, @FILE, or - for standard input');
  withConnectionFlags(withOutputFlag(command)).action(does(cli, finish));
}

async function finish({ flags, out, io }: Call<Flags>, id = '') {
  const output =
    flags.outputJson === undefined ? undefined : await readJson(flags.outputJson, '--output-json', io);
  return loadConnected().connected({ flags, io }, async (_, { runs }) => {
    const verdict = await runs.finish(id, { via: 'cli', ...given({ output }) });
    return answerVerdict(out, verdict);
  });
}
