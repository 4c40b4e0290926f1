import type { Command } from 'commander';
import { defined } from '../../../contract/defined';
import { EXIT } from '../exit';
import { type ConnectionFlags, withTemporalFlags } from '../flags';
import { loadClient, loadTemporal } from '../lazy-imports';
import { type Call, type Cli, verbAction, required, withOutputFlag } from '../verb';

/** `hitl webhooks VERB`. */
export function addWebhooks(webhooks: Command, cli: Cli): void {
  addWebhooksRedeliver(webhooks, cli);
}

interface RedeliverFlags extends ConnectionFlags {
  channel: string;
  message?: string[];
}

function addWebhooksRedeliver(webhooks: Command, cli: Cli): void {
  const command = webhooks
    .command('redeliver')
    .description('send again, under the same ids, what a channel could not deliver')
    .argument('<id>', 'of the request or escalation')
    .addOption(required('--channel <name>', 'of the config, such as hooks'))
    .option('--message <ids...>', 'these messages, delivered or not; default: those that failed');
  withTemporalFlags(withOutputFlag(command)).action(verbAction(cli, redeliver));
}

async function redeliver(call: Call<RedeliverFlags>, id = '') {
  const { out, flags } = call;
  const ids = await redeliverFailed(call, id);
  out.answer(
    { id, channel: flags.channel, messages: ids },
    ids.length === 0
      ? `Nothing about ${id} failed by ${flags.channel}.`
      : `Sent again by ${flags.channel}: ${ids.join(', ')}. \`hitl show ${id}\` tells what became of it.`,
  );
  return EXIT.done;
}

/** Has the messages sent again; answers their ids. Throws what `redeliver` of the client does. */
async function redeliverFailed({ flags }: Call<RedeliverFlags>, id: string): Promise<string[]> {
  const client = await loadTemporal().temporalClient(flags);
  const { Notifications } = loadClient();
  try {
    const notifications = new Notifications(client, defined({ taskQueue: flags.taskQueue }));
    return await notifications.redeliver(id, { channel: flags.channel, ...defined({ ids: flags.message }) });
  } finally {
    await client.connection.close();
  }
}
