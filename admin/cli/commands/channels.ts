import { randomBytes, randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { Channels } from '../../../activities/channels/open-channels';
import type { Config } from '../../../contract/config/config';
import { type Column, table } from '../../text/table';
import { UsageError } from '../errors';
import { EXIT } from '../exit';
import { loadAddressBook, loadConfigLoader, loadOpenChannels } from '../lazy-imports';
import { type Call, type Cli, verbAction, withOutputFlag } from '../verb';

/** `hitl channels VERB`: the channels that notify people. */
export function addChannels(channels: Command, cli: Cli): void {
  for (const add of [addChannelsList, addChannelsTest, addChannelsSecret]) add(channels, cli);
}

interface ChannelListFlags {
  config?: string;
}

interface Row {
  name: string;
  type: string;
  notifies: string;
}

const COLUMNS: Column<Row>[] = [
  { title: 'NAME', of: ({ name }) => name },
  { title: 'TYPE', of: ({ type }) => type },
  { title: 'NOTIFIES', of: ({ notifies }) => notifies },
];

export function addChannelsList(channels: Command, cli: Cli): void {
  const command = channels
    .command('list')
    .description('List the channels of the config in the order in which they are used')
    .option('--config <file>', 'config file with `channels` (default: temporal.config.* in this folder)');
  withOutputFlag(command).action(verbAction(cli, list));
}

async function list({ flags, out }: Call<ChannelListFlags>) {
  const { config, path, channels } = await loadChannels(flags.config);
  const rows = Object.entries(channels).map(([name, { audience }]): Row => ({
    name,
    type: config.channels[name]?.type ?? '',
    notifies: { person: 'each person', chat: 'a chat channel', feed: 'a program, of all events' }[audience],
  }));
  out.answerAll(rows, rows.length === 0 ? '' : table(COLUMNS, rows, out.columns));
  if (rows.length === 0) out.note(`${path} has no channels, so people are not notified.`);
  return EXIT.done;
}

interface ChannelTestFlags {
  config?: string;
  to?: string;
}

export function addChannelsTest(channels: Command, cli: Cli): void {
  const command = channels
    .command('test')
    .description('Send a test message through a channel')
    .argument('<name>', 'name of the channel')
    .option('--to <person>', 'person to notify, if the channel notifies each person')
    .option(
      '--config <file>',
      'config file with `channels` and `contacts` (default: temporal.config.* in this folder)',
    );
  withOutputFlag(command).action(verbAction(cli, test));
}

async function test({ flags, out }: Call<ChannelTestFlags>, name = '') {
  const { found, id, to } = await sendTestMessage(
    await loadChannels(flags.config, (line) => out.note(line)),
    name,
    flags.to,
  );
  out.answer(
    { channel: name, id, to, found },
    `${found}\nSent by ${name}${to === undefined ? '' : ` to ${to}`}. Check that it has arrived.`,
  );
  return EXIT.done;
}

const BYTES = 32;

export function addChannelsSecret(channels: Command, cli: Cli): void {
  const command = channels
    .command('secret')
    .description('Create a secret for signing webhooks; it is printed and not stored');
  withOutputFlag(command).action(verbAction(cli, secret));
}

function secret({ out }: Call<object>) {
  const text = `whsec_${randomBytes(BYTES).toString('base64')}`;
  out.answer({ secret: text }, text);
  return Promise.resolve(EXIT.done);
}

export interface ChannelsInConfig {
  config: Config;
  path: string;
  channels: Channels;
}

/** The channels of the given config, or of the one in this folder. @throws ConfigError */
export async function loadChannels(
  path: string | undefined,
  write?: (line: string) => void,
): Promise<ChannelsInConfig> {
  const loaded = await loadConfigLoader().loadConfig(path);
  return { ...loaded, channels: loadOpenChannels().openChannels(loaded.config, write) };
}

/**
 * Checks the channel and sends a test message through it.
 *
 * @throws UsageError when there is no such channel, or it notifies each person and none is given; what the channel throws
 */
export async function sendTestMessage(
  { config, path, channels }: ChannelsInConfig,
  name: string,
  person: string | undefined,
): Promise<{ found: string; id: string; to?: string }> {
  const channel = Object.hasOwn(channels, name) ? channels[name] : undefined;
  if (channel === undefined)
    throw new UsageError(
      `${path} has no channel '${name}'. Its channels: ${Object.keys(channels).join(', ') || 'none'}`,
    );
  const to = channel.audience === 'person' ? await addressFor(config, name, channel, person) : undefined;
  const found = await channel.check();
  const id = `msg_${randomUUID()}`;
  await channel.send(
    {
      id,
      subject: { kind: 'request', id: 'test' },
      event: 'requested',
      title: 'Test message from hitl channels test',
      text: 'This is only a test. If you can read this, the channel works.',
      facts: [{ label: 'Channel', value: name }],
      isActionable: false,
      attempt: 1,
    },
    to,
  );
  return { found, id, to: person };
}

async function addressFor(
  config: Config,
  name: string,
  channel: Channels[string],
  person: string | undefined,
): Promise<string> {
  if (person === undefined) throw new UsageError(`channel ${name} notifies each person: add --to PERSON`);
  const address = channel.addressOf(await loadAddressBook().contactOf(config.contacts, person));
  if (address !== undefined) return address;
  throw new UsageError(`contacts in the config has no address of ${person} for channel ${name}`);
}
