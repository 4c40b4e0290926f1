import { condition, workflowInfo } from '@temporalio/workflow';
import type { NotificationsRecord, Subject } from '../../contract/notification';
import { isFailing } from '../../rules/notifications/notifications-details';
import { createAlarm } from '../alarm';
import { goOnInNewRun, hasWork, isDone, openPost, startDeliveries, takePokes } from './post';
import { handlePokes } from './poke-messages';
import { proxiesOfNotifications } from './proxies';
import { markFailing } from './show-notifications';

/**
 * Tells people about one request or escalation, from its beginning until all about its end is delivered. It is the one
 * writer of all messages about it. What is to be told it finds out anew each time it looks: a poke, or a clock, is only
 * a reason to look.
 *
 * @param given what was sent so far, when the story goes on in a new run
 */
export async function hitlNotifications(
  subject: Subject,
  given?: NotificationsRecord,
): Promise<NotificationsRecord> {
  const post = openPost(subject, given);
  const alarm = createAlarm();
  const { lookAround } = proxiesOfNotifications();
  handlePokes(post);
  const goesOn = workflowInfo().continuedFromExecutionRunId !== undefined;
  let marked = given === undefined ? false : goesOn ? isFailing(given) : undefined;

  for (;;) {
    takePokes(post);
    const { messages, asked, since } = post.record;
    const look = await lookAround({ subject, messages, asked, ...(since !== undefined && { since }) });
    startDeliveries(post, look);
    // Not before: what one channel has refused, another may be trying now.
    marked = markFailing(post.record, marked);
    // A timer that is cancelled is an event, and one that ends with its workflow is none.
    if (!look.ended) alarm.set(look.nextAt ?? Infinity, 'the next reminder, or time to look');
    await condition(() => hasWork(post, look) || isDone(post, look));
    if (isDone(post, look)) return post.record;
    await goOnInNewRun(post);
  }
}
