import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { defined } from '../../../../contract/defined';
import { shellQuote } from '../../../../rules/text';
import { AgentNotFound } from '../../errors';
import { EXIT } from '../../exit';
import { type ConnectionFlags, connectionFlagsOf, withConnectionFlags } from '../../flags';
import { readJson } from '../../json-input';
import type { Runs } from '../../managers';
import { type Call, type Cli, verbAction, withExamples, withOutputFlag } from '../../verb';
import { withManagers } from '../../with-managers';
import { timeoutOfWait, waitForRun } from '../wait';

interface Flags extends ConnectionFlags {
  input?: string;
  id?: string;
  requester?: string;
  wait?: boolean;
  timeout?: string;
}

export function addRunStart(run: Command, cli: Cli): void {
  const command = run
    .command('start')
    .description('Start a run of an agent in the config')
    .argument('<agent>', 'name of the agent')
    .option('--input <json>', 'input of its steps: JSON, @FILE, or - for standard input')
    .option('--id <run>', 'id of the run; the same id again returns the same run')
    .option('--requester <name>', 'requester of the run')
    .option('--wait', 'wait until it has ended; the exit code is the outcome')
    .option(
      '--timeout <duration>',
      'with --wait, stop waiting after this time, such as 1h; the run continues',
    );
  withExamples(command, `run start invoices --input '{"month": "2026-11"}' --requester ana --wait`);
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, start));
}

async function start(call: Call<Flags>, agent = '') {
  const { flags, out, io } = call;
  const { id, requester: requesterId } = flags;
  const timeout = timeoutOfWait(flags);
  const input = flags.input === undefined ? undefined : await readJson(flags.input, '--input', io);
  return withManagers(call, async (approvals, others) => {
    const started = await others.runs.start({ agent, ...defined({ input, id, requesterId }) });
    if (started.created && !flags.wait) await checkAgentExists(others.runs, started.id);
    const how = started.created ? 'Started.' : `This run existed already and is ${started.status}.`;
    out.note(`${how} See it: ${io.program} show ${shellQuote(started.id)}${connectionFlagsOf(flags)}`);
    if (flags.wait) return waitForRun(call, approvals, others, started.id, timeout);
    out.answer({ kind: 'run', ...started }, started.id);
    return EXIT.done;
  });
}

/** A running worker answers much sooner. Without a worker, waiting longer would not help. */
const CHECK_TIMEOUT_MS = 3_000;

/**
 * Checks that a new run has not failed at once because the agent's name is misspelt.
 *
 * @throws AgentNotFound when it has failed because of this
 */
async function checkAgentExists(runs: Runs, id: string): Promise<void> {
  const until = Date.now() + CHECK_TIMEOUT_MS;
  for (;;) {
    const looked = runs.get(id).catch(() => undefined);
    const run = await Promise.race([looked, sleep(until - Date.now(), undefined, { ref: false })]);
    const error = run?.end?.error;
    if (error?.name === 'AgentNotFound') throw new AgentNotFound(`${id} has failed: ${error.message}`);
    if (run || Date.now() >= until) return;
    // Temporal refuses queries until the first workflow task is done.
    await sleep(100, undefined, { ref: false });
  }
}
