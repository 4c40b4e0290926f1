import type { NotificationRecord, NotificationsRecord } from '../../contract/notification';
import { escapeMarkdown as md } from '../visible';

/** Whether somebody was not told what they should have been: every channel that could reach them failed for good. */
export function isFailing({ messages }: NotificationsRecord): boolean {
  return messages.some(
    (m) =>
      m.status === 'failed' &&
      !messages.some(
        (other) =>
          other.key === m.key &&
          other.to === m.to &&
          (m.to !== undefined || other.channel === m.channel) &&
          other.status !== 'failed',
      ),
  );
}

const MOST_SHOWN = 50;

/** The messages as Markdown for the Temporal UI, the newest first. */
export function describeNotifications({ messages, unreachable, subject }: NotificationsRecord): string {
  const lines = messages.slice(-MOST_SHOWN).reverse().map(describe);
  return [
    `## Notifications about ${md(subject.id)}`,
    '',
    ...(lines.length === 0 ? ['Nobody was told yet.'] : lines),
    ...(unreachable.length === 0
      ? []
      : [
          '',
          `Not told, for want of an address or of the right to read it: ${unreachable.slice(0, MOST_SHOWN).map(md).join(', ')}`,
        ]),
  ].join('\n');
}

function describe({ at, moment, channel, to, status, why }: NotificationRecord): string {
  const whom = to === undefined ? '' : ` to **${md(to)}**`;
  return `- ${at} ${moment} by ${md(channel)}${whom}: **${status}**${why === undefined ? '' : ` (${md(why)})`}`;
}
