import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { defined } from '../../../../contract/defined';
import { shellQuote } from '../../../../rules/text';
import { AgentNotFound } from '../../errors';
import { EXIT } from '../../exit';
import { type ConnectionFlags, connectionFlagsOf, withConnectionFlags } from '../../flags';
import { readJson } from '../../json-input';
import { withManagers } from '../../with-managers';
import type { Runs } from '../../managers';
import { type Call, type Cli, verbAction, withOutputFlag } from '../../verb';
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
    .description('start a run of an agent of the config')
    .argument('<agent>', 'its name there')
    .option('--input <json>', 'what its steps are given: JSON, @FILE, or - for standard input')
    .option('--id <run>', 'of the run: the same id again is the same run')
    .option('--requester <name>', 'on whose behalf it runs')
    .option('--wait', 'wait until it has ended, and exit by its outcome')
    .option('--timeout <duration>', 'with --wait: give up after so long, such as 1h; the run goes on');
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
    const how = started.created ? 'Started.' : `Started before; it is ${started.status}.`;
    out.note(`${how} See it: ${io.program} show ${shellQuote(started.id)}${connectionFlagsOf(flags)}`);
    if (flags.wait) return waitForRun(call, approvals, others, started.id, timeout);
    out.answer({ kind: 'run', ...started }, started.id);
    return EXIT.done;
  });
}

/** A worker that runs tells within a fraction of it; without one nothing more is known by waiting. */
const CHECK_TIMEOUT_MS = 3_000;

/**
 * Looks at a run that has just started, since one of a misspelt agent fails at once: to say that it started would not be
 * the truth.
 *
 * @throws AgentNotFound when a worker has said so
 */
async function checkAgentExists(runs: Runs, id: string): Promise<void> {
  const until = Date.now() + CHECK_TIMEOUT_MS;
  for (;;) {
    const looked = runs.get(id).catch(() => undefined);
    const run = await Promise.race([looked, sleep(until - Date.now(), undefined, { ref: false })]);
    const error = run?.end?.error;
    if (error?.name === 'AgentNotFound') throw new AgentNotFound(`${id} has failed: ${error.message}`);
    if (run || Date.now() >= until) return;
    // Temporal refuses a query a second after the start where the first workflow task is not done.
    await sleep(100, undefined, { ref: false });
  }
}
