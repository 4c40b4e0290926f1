import { log } from '@temporalio/activity';
import { escapeFor } from '../../rules/notifications/escape-for';
import type { Channel } from './channel';

/** Where the lines go. */
export type WriteLine = (line: string, meta: Record<string, unknown>) => void;

/** Writes each message to the worker's log: for development, and where a log is watched. */
export function logChannel(write: WriteLine = toWorkerLog): Channel {
  return {
    audience: 'feed',
    addressOf: () => undefined,
    send({ id, title, link, event, subject }) {
      write(escapeFor('line', title, 500), {
        notification: id,
        event,
        subject: subject.id,
        ...(link && { link }),
      });
      return Promise.resolve(undefined);
    },
    check: () => Promise.resolve("writes to the worker's log"),
  };
}

function toWorkerLog(line: string, meta: Record<string, unknown>): void {
  log.info(line, meta);
}
