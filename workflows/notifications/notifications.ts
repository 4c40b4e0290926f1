import type { RawValue } from '@temporalio/common';
import { condition } from '@temporalio/workflow';
import type { NotificationsRecord } from '../../contract/notification';
import { NotificationsStartSchema } from '../../contract/start';
import { isFailing } from '../../rules/notifications/notifications-details';
import { createAlarm } from '../alarm';
import { continuedState, isContinued, readStart } from '../start';
import { goOnInNewRun, hasWork, isDone, openPost, startDeliveries, takePokes, wantsNewRun } from './post';
import { handlePokes } from './poke-messages';
import { proxiesOfNotifications } from './proxies';
import { markFailing } from './show-notifications';

/**
 * Tells people about one request or escalation, from its beginning until all about its end is delivered. It is the one
 * writer of all messages about it. What is to be told it finds out anew each time it looks: a poke, or a clock, is only
 * a reason to look.
 *
 * @param sent the workflow's arguments: the subject, and what was sent so far when the story goes on in a new run
 */
export async function hitlNotifications(...sent: RawValue[]): Promise<NotificationsRecord> {
  const { after, ...subject } = readStart(NotificationsStartSchema, sent);
  const post = openPost(subject);
  const alarm = createAlarm();
  const { lookAround, toldBefore } = proxiesOfNotifications();
  handlePokes(post);
  const continued = isContinued() ? await continuedState<NotificationsRecord>(sent) : undefined;
  const told = continued ?? (after === undefined ? undefined : await toldBefore(after));
  if (told) post.record = told;
  let marked = told === undefined ? false : continued ? isFailing(told) : undefined;

  for (;;) {
    takePokes(post);
    const { messages, asked, since } = post.record;
    const look = await lookAround({ subject, messages, asked, ...(since !== undefined && { since }) });
    startDeliveries(post, look);
    // Not before: what one channel has refused, another may be trying now.
    marked = markFailing(post.record, marked);
    // A timer that is cancelled is an event, and one that ends with its workflow is none.
    if (!look.ended) alarm.set(look.nextAt ?? Infinity, 'the next reminder, or time to look');
    await condition(() => hasWork(post, look) || isDone(post, look) || wantsNewRun(post));
    if (isDone(post, look)) return post.record;
    await goOnInNewRun(post);
  }
}
