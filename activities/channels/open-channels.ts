import type { ChannelConfig } from '../../contract/config/channels';
import type { Config } from '../../contract/config/config';
import type { Channel } from './channel';
import { emailChannel } from './email/smtp';
import { logChannel, type WriteLine } from './log';
import { slackChannel } from './slack/send';
import { teamsChannel } from './teams';
import { webhookChannel } from './webhook';

export type Channels = Record<string, Channel>;

/** The channels of a config, by their names. Nothing is connected before something is sent. @param write where the log channel writes; default the worker's log */
export function openChannels(config: Pick<Config, 'channels'>, write?: WriteLine): Channels {
  return Object.fromEntries(
    Object.entries(config.channels).map(([name, channel]) => [name, openChannel(channel, write)]),
  );
}

function openChannel(channel: ChannelConfig, write?: WriteLine): Channel {
  switch (channel.type) {
    case 'log':
      return logChannel(write);
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
