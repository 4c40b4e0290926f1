import type { Command } from 'commander';
import { defined } from '../../../contract/defined';
import { answerVerdict } from '../answer-verdict';
import { type ConnectionFlags, withConnectionFlags } from '../flags';
import { readJson } from '../json-input';
import { withManagers } from '../with-managers';
import { actor, actorFlag, type Call, type Cli, verbAction, withOutputFlag } from '../verb';
import { addRunReport } from './run/report';
import { addRunShow } from './run/show';
import { addRunStart } from './run/start';
import { waitForRun } from './wait';

/** `hitl run VERB`: agent runs. */
export function addRun(run: Command, cli: Cli): void {
  for (const add of [addRunStart, addRunReport, addRunShow, addRunWait, addRunFinish, addRunCancel])
    add(run, cli);
}

interface WaitFlags extends ConnectionFlags {
  timeout?: string;
}

export function addRunWait(run: Command, cli: Cli): void {
  const command = run
    .command('wait')
    .description('wait until a run has ended, and exit by its outcome')
    .argument('<run>', 'its id')
    .option('--timeout <duration>', 'give up after so long, such as 1h; the run goes on');
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, runWait));
}

async function runWait(call: Call<WaitFlags>, id = '') {
  return withManagers(call, (approvals, others) =>
    waitForRun(call, approvals, others, id, call.flags.timeout),
  );
}

interface FinishFlags extends ConnectionFlags {
  outputJson?: string;
}

export function addRunFinish(run: Command, cli: Cli): void {
  const command = run
    .command('finish')
    .description('say that the agent of an attached run is done')
    .argument('<run>', 'its id')
    .option('--output-json <json>', 'what came of it: JSON, @FILE, or - for standard input');
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, runFinish));
}

async function runFinish({ flags, out, io }: Call<FinishFlags>, id = '') {
  const output =
    flags.outputJson === undefined ? undefined : await readJson(flags.outputJson, '--output-json', io);
  return withManagers({ flags, io }, async (_, { runs }) => {
    const verdict = await runs.finish(id, { via: 'cli', ...defined({ output }) });
    return answerVerdict(out, verdict);
  });
}

interface CancelFlags extends ConnectionFlags {
  as?: string;
  reason?: string;
}

export function addRunCancel(run: Command, cli: Cli): void {
  const command = run
    .command('cancel')
    .description('cancel a run, and with it its open requests and escalations')
    .argument('<run>', 'its id')
    .addOption(actorFlag('who cancels'))
    .option('--reason <text>', 'why');
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, runCancel));
}

async function runCancel({ flags, out, io }: Call<CancelFlags>, id = '') {
  const cancelledBy = actor(flags, io);
  return withManagers({ flags, io }, async (_, { runs }) => {
    const verdict = await runs.cancel(id, { cancelledBy, via: 'cli', ...defined({ reason: flags.reason }) });
    return answerVerdict(out, verdict);
  });
}
