import type { EmailConfig } from '../../contract/channels';
import type { Channel } from './channel';

export function emailChannel(_config: EmailConfig): Channel {
  throw new Error('to be written');
}
