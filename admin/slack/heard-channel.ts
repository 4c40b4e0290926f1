import type { SlackConfig } from '../../contract/config/channels';
import type { Config } from '../../contract/config/config';

/** A channel of Slack whose clicks can be proven to be Slack's. */
export type HeardChannel = SlackConfig & { signingSecret: string };

/** Those of a config, by name. */
export function heardChannels({ channels }: Pick<Config, 'channels'>): Record<string, HeardChannel> {
  return Object.fromEntries(
    Object.entries(channels).filter(
      (entry): entry is [string, HeardChannel] =>
        entry[1].type === 'slack' && entry[1].signingSecret !== undefined,
    ),
  );
}
