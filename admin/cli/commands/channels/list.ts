import type { Command } from 'commander';
import { EXIT } from '../../exit-codes';
import { loadChannels } from '../../heavy';
import { type Column, table } from '../../text/table';
import { type Call, type Cli, does, withOutputFlag } from '../../verb';

interface Flags {
  config?: string;
}

interface Row {
  name: string;
  type: string;
  tells: string;
}

const COLUMNS: Column<Row>[] = [
  { title: 'NAME', of: ({ name }) => name },
  { title: 'TYPE', of: ({ type }) => type },
  { title: 'TELLS', of: ({ tells }) => tells },
];

export function addChannelsList(channels: Command, cli: Cli): void {
  const command = channels
    .command('list')
    .description('list the channels of the config, in the order in which they are tried')
    .option('--config <file>', 'with `channels`; default temporal.config.* here');
  withOutputFlag(command).action(does(cli, list));
}

async function list({ flags, out }: Call<Flags>) {
  const { channelsIn } = loadChannels();
  const { config, path, channels } = await channelsIn(flags.config);
  const rows = Object.entries(channels).map(([name, { audience }]): Row => ({
    name,
    type: config.channels[name]?.type ?? '',
    tells: { person: 'each person', chat: 'a channel', feed: 'everything, to a program' }[audience],
  }));
  out.answerAll(rows, rows.length === 0 ? '' : table(COLUMNS, rows, out.columns));
  if (rows.length === 0) out.note(`${path} has no channels: nobody is told of anything.`);
  return EXIT.done;
}
