import type { Command } from 'commander';
import { type ConnectionFlags, withConnectionFlags } from '../connection-flags';
import { waitForEscalation } from '../escalation-outcome';
import { loadConnected } from '../heavy';
import { waitAndAnswer } from '../outcome';
import { waitForRun } from '../run-outcome';
import { type Call, type Cli, does, withOutputFlag } from '../verb';

interface Flags extends ConnectionFlags {
  timeout?: string;
}

export function addWait(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'of the request, escalation or run')
    .option('--timeout <duration>', 'give up after so long, such as 1h; it stays as it is');
  withConnectionFlags(withOutputFlag(command)).action(does(cli, wait));
}

async function wait(call: Call<Flags>, id = '') {
  const { timeout } = call.flags;
  return loadConnected().connected(call, async (approvals, others) => {
    const kind = await others.kindOf(id);
    if (kind === 'escalation') return waitForEscalation(call, others.escalations, id, timeout);
    if (kind === 'run') return waitForRun(call, approvals, others, id, timeout);
    return waitAndAnswer(call, approvals, id, timeout);
  });
}
