import type { ChannelConfig } from '../../contract/channels';
import type { Config } from '../../contract/config';
import type { Channel } from './channel';
import { emailChannel } from './email';
import { logChannel } from './log';
import { slackChannel } from './slack/slack';
import { teamsChannel } from './teams';
import { webhookChannel } from './webhook';

export type Channels = Record<string, Channel>;

/** The channels of a config, by their names. Nothing is connected before something is sent. */
export function openChannels(config: Pick<Config, 'channels'>): Channels {
  return Object.fromEntries(
    Object.entries(config.channels).map(([name, channel]) => [name, openChannel(channel)]),
  );
}

export function openChannel(channel: ChannelConfig): Channel {
  switch (channel.type) {
    case 'log':
      return logChannel();
    case 'webhook':
      return webhookChannel(channel);
    case 'email':
      return emailChannel(channel);
    case 'slack':
      return slackChannel(channel);
    case 'teams':
      return teamsChannel(channel);
  }
}
