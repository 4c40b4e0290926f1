import type { Command } from 'commander';
import type { Healed } from '../../../client';
import { defined } from '../../../contract/defined';
import { EXIT } from '../exit';
import { type ConnectionFlags, withTemporalFlags } from '../flags';
import { loadClient, loadTemporal } from '../lazy-imports';
import { type Call, type Cli, verbAction, withOutputFlag } from '../verb';

interface HealFlags extends ConnectionFlags {
  force?: boolean;
}

export function addHeal(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'id of the request, escalation or run, or a workflow id from `hitl doctor`')
    .option('--force', "reset even if a run's step would run again, or a request would be planned again");
  withTemporalFlags(withOutputFlag(command)).action(verbAction(cli, heal));
}

async function heal(call: Call<HealFlags>, id = '') {
  const healed = await healStuck(call, id);
  call.out.answer(
    healed,
    `${id} was reset and continues in run ${healed.runId}. Decisions keep the time at which they first arrived. Run \`hitl doctor\` to check that it is no longer stuck.`,
  );
  return EXIT.done;
}

/** Resets the workflow. Throws what the client's `heal` throws. */
async function healStuck({ flags }: Call<HealFlags>, id: string): Promise<Healed> {
  const client = await loadTemporal().temporalClient(flags);
  const { Operations } = loadClient();
  try {
    return await new Operations(client).heal(id, defined({ force: flags.force }));
  } finally {
    await client.connection.close();
  }
}
