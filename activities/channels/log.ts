import { log } from '@temporalio/activity';
import { defined } from '../../contract/defined';
import { escapeFor } from '../../rules/notifications/escape-for';
import type { Channel } from './channel';

/** Writes one line with its fields. */
export type WriteLine = (line: string, meta: Record<string, unknown>) => void;

/** Writes each message to the worker's log, for development or for a monitored log. */
export function logChannel(write: WriteLine = toWorkerLog): Channel {
  return {
    audience: 'feed',
    addressOf: () => undefined,
    send({ id, title, link, event, subject }) {
      write(escapeFor('line', title, 500), {
        notification: id,
        event,
        subject: subject.id,
        ...defined({ link }),
      });
      return Promise.resolve(undefined);
    },
    check: () => Promise.resolve("writes to the worker's log"),
  };
}

function toWorkerLog(line: string, meta: Record<string, unknown>): void {
  log.info(line, meta);
}
