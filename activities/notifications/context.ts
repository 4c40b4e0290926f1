import type { Config } from '../../contract/config';
import type { Channels } from '../channels/open-channels';
import type { Pace } from './pace';

/** What the activities of notifications work with. */
export interface Notifying {
  config: Config;
  channels: Channels;
  pace: Pace;
  /** The desk's address, for links; without a slash at its end. */
  deskUrl?: string;
}
