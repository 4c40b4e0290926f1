import { activityInfo, Context } from '@temporalio/activity';
import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import type {
  NotificationDigestInput,
  NotificationDigestItem,
  NotificationDigest,
} from '../../contract/notification';
import { inBatches } from '../../rules/batches';
import { digest } from '../../rules/digest';
import { NOTIFICATION_DIGEST_PREFIX } from '../../rules/ids';
import { canLapse, isOutdated } from '../../rules/notifications/events';
import { refusedByChannel } from '../channels/channel';
import { contactOf } from './address-book';
import { countOutcome, linkTo, type NotificationContext } from './context';
import { readSubject } from './read-subject';
import type { SubjectRecords } from './subject-records';
import { derivedWorkflow } from './wake-workflow';

/** How many subjects are read at the same time. */
const CONCURRENCY = 20;

/** Adds a message to the person's digest, because there are too many. The digest is sent within a minute. */
export async function addToDigest(
  { channel, to, others = [] }: NotificationDigestInput,
  item: NotificationDigestItem,
): Promise<void> {
  const { client, info } = Context.current();
  const input: NotificationDigestInput = { channel, to, ...(others.length > 0 && { others }) };
  const name = digest({ channel, to });
  const ids = [name.slice(0, 16), name.slice(16, 32)].map((part) => `${NOTIFICATION_DIGEST_PREFIX}${part}`);
  const workflowId = await derivedWorkflow(ids, WORKFLOW_TYPES.digest, (startInput) => {
    const digestInput = startInput as Partial<NotificationDigestInput> | null | undefined;
    return digestInput?.channel === channel && digestInput.to === to;
  });
  await client.workflow.signalWithStart(WORKFLOW_TYPES.digest, {
    workflowId,
    taskQueue: info.taskQueue,
    args: [input],
    signal: MESSAGES.add,
    // The id by which the digest can tell the notification workflow that no channel accepted it.
    signalArgs: [{ ...item, from: info.workflowExecution?.workflowId }],
  });
}

/** Sends the items that still matter as one message, and returns their number. @throws as `deliver` */
export async function sendDigest(
  context: NotificationContext,
  { channel: name, to, items, id, more = 0 }: NotificationDigest,
): Promise<number> {
  const channel = Object.hasOwn(context.channels, name) ? context.channels[name] : undefined;
  if (channel === undefined) throw refusedByChannel(`the config of this worker has no channel '${name}'`);
  const address = channel.addressOf(await contactOf(context.config.contacts, to));
  if (address === undefined)
    throw refusedByChannel(`channel ${name} has no address for ${to}: add it to contacts`);
  const isRelevant = await inBatches(items, CONCURRENCY, (item) =>
    isStillRelevant(context.records, item, to),
  );
  const relevant = items.filter((_, index) => isRelevant[index]);
  const [first] = relevant;
  if (first === undefined) return 0;
  const count = relevant.length + more;
  const { adminUrl } = context;
  await channel.send(
    {
      id,
      subject: first.subject,
      event: first.event,
      title: count === 1 ? first.title : `${count} messages for you`,
      facts: [],
      items: relevant.map(({ title, subject }) => ({
        title,
        ...(adminUrl !== undefined && { link: linkTo(adminUrl, subject) }),
      })),
      isActionable: false,
      attempt: activityInfo().attempt,
      link: adminUrl,
    },
    address,
  );
  countOutcome(name, 'sent');
  return relevant.length;
}

async function isStillRelevant(
  records: SubjectRecords,
  { subject, event, key }: NotificationDigestItem,
  person: string,
): Promise<boolean> {
  if (!canLapse(event)) return true;
  try {
    const about = await readSubject(records, subject);
    return about !== undefined && !isOutdated(about, { event, key, to: person });
  } catch {
    // A subject that cannot be read must not delay the others.
    return true;
  }
}
