import type { TeamsConfig } from '../../contract/channels';
import type { Channel } from './channel';

export function teamsChannel(_config: TeamsConfig): Channel {
  throw new Error('to be written');
}
