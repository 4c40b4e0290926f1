import type { Command } from 'commander';
import { type ConnectionFlags, withTemporalFlags } from '../../connection-flags';
import { EXIT } from '../../exit-codes';
import { loadRedeliver } from '../../heavy';
import { required } from '../../required-flags';
import { type Call, type Cli, does, withOutputFlag } from '../../verb';

export interface RedeliverFlags extends ConnectionFlags {
  channel: string;
  message?: string[];
}

export function addWebhooksRedeliver(webhooks: Command, cli: Cli): void {
  const command = webhooks
    .command('redeliver')
    .description('send again, under the same ids, what a channel could not deliver')
    .argument('<id>', 'of the request or escalation')
    .addOption(required('--channel <name>', 'of the config, such as hooks'))
    .option('--message <ids...>', 'these messages, delivered or not; default: those that failed');
  withTemporalFlags(withOutputFlag(command)).action(does(cli, redeliver));
}

async function redeliver(call: Call<RedeliverFlags>, id = '') {
  const { out, flags } = call;
  const ids = await loadRedeliver().redeliverFailed(call, id);
  out.answer(
    { id, channel: flags.channel, messages: ids },
    ids.length === 0
      ? `Nothing about ${id} failed by ${flags.channel}.`
      : `Sent again by ${flags.channel}: ${ids.join(', ')}. \`hitl show ${id}\` tells what became of it.`,
  );
  return EXIT.done;
}
