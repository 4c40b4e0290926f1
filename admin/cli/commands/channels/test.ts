import type { Command } from 'commander';
import { EXIT } from '../../exit-codes';
import { loadChannels } from '../../heavy';
import { type Call, type Cli, does, withOutputFlag } from '../../verb';

interface Flags {
  config?: string;
  to?: string;
}

export function addChannelsTest(channels: Command, cli: Cli): void {
  const command = channels
    .command('test')
    .description('send a message by a channel of the config, to see that it arrives')
    .argument('<name>', 'of the channel')
    .option('--to <person>', 'whom to tell, where the channel writes to people')
    .option('--config <file>', 'with `channels` and `contacts`; default temporal.config.* here');
  withOutputFlag(command).action(does(cli, test));
}

async function test({ flags, out }: Call<Flags>, name = '') {
  const { channelsIn, sendTrial } = loadChannels();
  const { found, id, to } = await sendTrial(
    await channelsIn(flags.config, (line) => out.note(line)),
    name,
    flags.to,
  );
  out.answer(
    { channel: name, id, ...(to !== undefined && { to }), found },
    `${found}\nSent by ${name}${to === undefined ? '' : ` to ${to}`}: look whether it is there.`,
  );
  return EXIT.done;
}
