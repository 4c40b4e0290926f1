import type { NotificationActivities } from '../../contract/activities';
import type { Config } from '../../contract/config';
import { openChannels } from '../channels/open-channels';
import type { Notifying } from './context';
import { deliver } from './deliver';
import { sendDigest } from './digest';
import { lookAround } from './look';
import { createPace } from './pace';
import { pokeNotifications } from './poke-notifications';
import { toldBefore } from './told-before';
import { createSubjectRecords } from './subject-records';

/** The activities of notifications under one config. @param deskUrl for links in messages; default that of the config */
export function notificationActivities(config: Config, deskUrl = config.desk?.url): NotificationActivities {
  const notifying: Notifying = {
    config,
    channels: openChannels(config),
    records: createSubjectRecords(),
    pace: createPace(config.notifications.digestAbove),
    ...(deskUrl !== undefined && { deskUrl: deskUrl.replace(/\/$/, '') }),
  };
  return {
    pokeNotifications: (subject, record) => pokeNotifications(notifying, subject, record),
    toldBefore,
    lookAround: (input) => lookAround(notifying, input),
    deliver: (subject, delivery) => deliver(notifying, subject, delivery),
    sendDigest: (input) => sendDigest(notifying, input),
  };
}
