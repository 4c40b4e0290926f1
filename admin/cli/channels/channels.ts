import { randomUUID } from 'node:crypto';
import type { Channels } from '../../../activities/channels/open-channels';
import { openChannels } from '../../../activities/channels/open-channels';
import { contactOf } from '../../../activities/notifications/contact-of';
import type { Config } from '../../../contract/config';
import { loadConfig } from '../../../worker/load-config';
import { UsageError } from '../errors';

export interface ChannelsInConfig {
  config: Config;
  path: string;
  channels: Channels;
}

/** The channels of the config named, or of the one here. @throws ConfigError */
export async function channelsIn(
  path: string | undefined,
  write?: (line: string) => void,
): Promise<ChannelsInConfig> {
  const loaded = await loadConfig(path);
  return { ...loaded, channels: openChannels(loaded.config, write) };
}

/**
 * Sends a trial by this channel, after looking whether it could be sent.
 *
 * @throws UsageError when there is no such channel, or it writes to people and nobody was named; what the channel throws
 */
export async function sendTrial(
  { config, path, channels }: ChannelsInConfig,
  name: string,
  person: string | undefined,
): Promise<{ found: string; id: string; to?: string }> {
  const channel = Object.hasOwn(channels, name) ? channels[name] : undefined;
  if (channel === undefined)
    throw new UsageError(
      `${path} has no channel '${name}': there is ${Object.keys(channels).join(', ') || 'none'}`,
    );
  const to = channel.audience === 'person' ? await addressFor(config, name, channel, person) : undefined;
  const found = await channel.check();
  const id = `msg_${randomUUID()}`;
  await channel.send(
    {
      id,
      subject: { kind: 'request', id: 'trial' },
      moment: 'requested',
      title: 'A trial by hitl channels test',
      text: 'Nothing is asked of you. Whoever reads this is reached by this channel.',
      facts: [{ label: 'Channel', value: name }],
      isCall: false,
      attempt: 1,
    },
    to,
  );
  return { found, id, ...(person !== undefined && { to: person }) };
}

async function addressFor(
  config: Config,
  name: string,
  channel: Channels[string],
  person: string | undefined,
): Promise<string> {
  if (person === undefined) throw new UsageError(`${name} writes to people: say whom by --to`);
  const address = channel.addressOf(await contactOf(config.contacts, person));
  if (address !== undefined) return address;
  throw new UsageError(`contacts of the config have no address of ${person} for ${name}`);
}
