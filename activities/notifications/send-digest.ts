import { activityInfo, Context } from '@temporalio/activity';
import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import type {
  NotificationDigestInput,
  NotificationDigestItem,
  NotificationDigest,
} from '../../contract/notification';
import { digest } from '../../rules/digest';
import { NOTIFICATION_DIGEST_PREFIX } from '../../rules/ids';
import { eventNeedsAction, stillMatters } from '../../rules/notifications/events';
import { refusedByChannel } from '../channels/channel';
import { contactOf } from './address-book';
import { countOutcome, linkTo, type NotificationContext } from './context';
import { derivedWorkflow } from './wake-workflow';
import { readSubject } from './read-subject';
import type { SubjectRecords } from './subject-records';

/** So many are read at a time. */
const CONCURRENCY = 20;

/** Puts what is too much at once aside for this person: within a minute it comes with the others, as one. */
export async function addToDigest(
  { channel, to, others = [] }: NotificationDigestInput,
  item: NotificationDigestItem,
): Promise<void> {
  const { client, info } = Context.current();
  const input: NotificationDigestInput = { channel, to, ...(others.length > 0 && { others }) };
  const name = digest({ channel, to });
  const ids = [name.slice(0, 16), name.slice(16, 32)].map((part) => `${NOTIFICATION_DIGEST_PREFIX}${part}`);
  const workflowId = await derivedWorkflow(ids, WORKFLOW_TYPES.digest, (given) => {
    const digestInput = given as Partial<NotificationDigestInput> | null | undefined;
    return digestInput?.channel === channel && digestInput.to === to;
  });
  await client.workflow.signalWithStart(WORKFLOW_TYPES.digest, {
    workflowId,
    taskQueue: info.taskQueue,
    args: [input],
    signal: MESSAGES.add,
    // Told by which of its ids to tell the workflow of the notifications that no channel took it.
    signalArgs: [{ ...item, from: info.workflowExecution?.workflowId }],
  });
}

/** Sends those of these that still matter as one message; answers how many there were. @throws as `deliver` */
export async function sendDigest(
  notifying: NotificationContext,
  { channel: name, to, items, id, more = 0 }: NotificationDigest,
): Promise<number> {
  const channel = Object.hasOwn(notifying.channels, name) ? notifying.channels[name] : undefined;
  if (channel === undefined) throw refusedByChannel(`the config of this worker has no channel '${name}'`);
  const address = channel.addressOf(await contactOf(notifying.config.contacts, to));
  if (address === undefined) throw refusedByChannel(`${name} has no address of ${to}`);
  const left: NotificationDigestItem[] = [];
  for (let from = 0; from < items.length; from += CONCURRENCY) {
    const some = items.slice(from, from + CONCURRENCY);
    const stay = await Promise.all(some.map((item) => isStillRelevant(notifying.records, item, to)));
    left.push(...some.filter((_, index) => stay[index]));
  }
  if (left.length === 0) return 0;
  const [first] = left;
  if (first === undefined) return 0;
  const { adminUrl } = notifying;
  await channel.send(
    {
      id,
      subject: first.subject,
      event: first.event,
      title: left.length + more === 1 ? first.title : `${left.length + more} messages about what asks you`,
      facts: [],
      items: left.map(({ title, subject }) => ({
        title,
        ...(adminUrl !== undefined && { link: linkTo(adminUrl, subject) }),
      })),
      isCall: false,
      attempt: activityInfo().attempt,
      ...(adminUrl !== undefined && { link: adminUrl }),
    },
    address,
  );
  countOutcome(name, 'sent');
  return left.length;
}

async function isStillRelevant(
  records: SubjectRecords,
  { subject, event, key }: NotificationDigestItem,
  person: string,
): Promise<boolean> {
  if (!eventNeedsAction(event)) return true;
  try {
    const about = await readSubject(records, subject);
    return about !== undefined && stillMatters(about, key, person);
  } catch {
    // One that cannot be asked must not keep the others from being told.
    return true;
  }
}
