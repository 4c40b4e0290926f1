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
    .description('Send the messages that a channel could not deliver again, with the same ids')
    .argument('<id>', 'id of the request or escalation')
    .addOption(required('--channel <name>', 'name of the channel, such as hooks'))
    .option(
      '--message <ids...>',
      'ids of the messages to send again, delivered or not (default: the failed ones)',
    );
  withTemporalFlags(withOutputFlag(command)).action(verbAction(cli, redeliver));
}

async function redeliver(call: Call<RedeliverFlags>, id = '') {
  const { out, flags } = call;
  const ids = await redeliverFailed(call, id);
  out.answer(
    { id, channel: flags.channel, messages: ids },
    ids.length === 0
      ? `No message about ${id} failed on channel ${flags.channel}.`
      : `Sent again on channel ${flags.channel}: ${ids.join(', ')}. Run \`hitl show ${id}\` to see the result.`,
  );
  return EXIT.done;
}

/** Sends the messages again and returns their ids. Throws what the client's `redeliver` throws. */
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
