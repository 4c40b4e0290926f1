import type { Command } from 'commander';
import { defined } from '../../../contract/defined';
import { answerVerdict } from '../answer-verdict';
import { type ConnectionFlags, withConnectionFlags } from '../flags';
import { readJson } from '../json-input';
import { actor, actorFlag, type Call, type Cli, verbAction, withOutputFlag } from '../verb';
import { withManagers } from '../with-managers';
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
    .description('Wait until a run has ended; the exit code is its outcome')
    .argument('<run>', 'id of the run')
    .option('--timeout <duration>', 'stop waiting after this time, such as 1h; the run continues');
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
    .description('Finish an attached run, because its agent is done')
    .argument('<run>', 'id of the run')
    .option('--output-json <json>', 'output of the run: JSON, @FILE, or - for standard input');
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
    .description('Cancel a run with its open requests and escalations')
    .argument('<run>', 'id of the run')
    .addOption(actorFlag('person who cancels'))
    .option('--reason <text>', 'reason for the record');
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, runCancel));
}

async function runCancel({ flags, out, io }: Call<CancelFlags>, id = '') {
  const cancelledBy = actor(flags, io);
  return withManagers({ flags, io }, async (_, { runs }) => {
    const verdict = await runs.cancel(id, { cancelledBy, via: 'cli', ...defined({ reason: flags.reason }) });
    return answerVerdict(out, verdict);
  });
}
