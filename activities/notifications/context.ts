import type { Config } from '../../contract/config';
import type { Channels } from '../channels/open-channels';
import type { Pace } from './pace';
import type { SubjectRecords } from './subject-records';

/** What the activities of notifications work with. */
export interface Notifying {
  config: Config;
  channels: Channels;
  pace: Pace;
  records: SubjectRecords;
  /** The desk's address, for links; without a slash at its end. */
  deskUrl?: string;
}
