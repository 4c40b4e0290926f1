import { log } from '@temporalio/activity';
import { showOn } from '../../rules/notifications/show-on';
import type { Channel } from './channel';

/** Writes each message to the worker's log: for development, and where a log is watched. */
export function logChannel(): Channel {
  return {
    audience: 'feed',
    addressOf: () => undefined,
    send({ id, title, link, moment, subject }) {
      log.info(showOn('line', title, 500), {
        notification: id,
        moment,
        subject: subject.id,
        ...(link && { link }),
      });
      return Promise.resolve(undefined);
    },
    check: () => Promise.resolve("writes to the worker's log"),
  };
}
