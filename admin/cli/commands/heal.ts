import type { Command } from 'commander';
import { type ConnectionFlags, withTemporalFlags } from '../connection-flags';
import { EXIT } from '../exit-codes';
import { loadHeal } from '../heavy';
import { type Call, type Cli, does, withOutputFlag } from '../verb';

export interface HealFlags extends ConnectionFlags {
  force?: boolean;
}

export function addHeal(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'of the request, escalation or run, or the workflow id that `hitl doctor` prints')
    .option('--force', 'even if a step of a run would run again, or a request would be planned again');
  withTemporalFlags(withOutputFlag(command)).action(does(cli, heal));
}

async function heal(call: Call<HealFlags>, id = '') {
  const healed = await loadHeal().healStuck(call, id);
  call.out.answer(
    healed,
    `${id} was reset and continues in run ${healed.runId}. Its decisions are judged by when they first arrived. \`hitl doctor\` says whether it is still stuck.`,
  );
  return EXIT.done;
}
