import type { SlackConfig } from '../../contract/channels';
import type { Channel } from './channel';

export function slackChannel(_config: SlackConfig): Channel {
  throw new Error('to be written');
}
