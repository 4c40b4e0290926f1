import { ApplicationFailure } from '@temporalio/common';
import type { Contact } from '../../contract/config/contacts';
import type { NotificationEvent } from '../../contract/names';
import type { MessageText, Subject, SubjectRecord } from '../../contract/notification';
import type { WebhookAnchor } from '../../contract/records/webhook';
import { showCommand } from '../../rules/notifications/compose';

/** One message for a channel: composed, but not yet rendered. */
export interface Message extends MessageText {
  /** All attempts to send a message have the same id. */
  id: string;
  subject: Subject;
  event: NotificationEvent;
  /** Which occurrence of the event. Absent for a digest and a test message. */
  key?: string;
  /** The page where people see and decide it. Absent if the config has no address of the admin server. */
  link?: string;
  /** The current record of the subject. Absent for a digest and a test message. */
  about?: SubjectRecord;
  /** Set if a template of the config has taken a part of the content out of the text. */
  lacksContent?: true;
  /** The person can still act on it. */
  isActionable: boolean;
  /** The number of this attempt, from 1. An earlier attempt may have arrived. */
  attempt: number;
  /** The command that shows more, for a message without a link. Default: the one that shows the subject. */
  command?: string;
  /** Set for an anchor of the audit log, which is about no request and no escalation. */
  anchor?: WebhookAnchor;
  /** The entries of a digest. */
  items?: { title: string; link?: string }[];
}

/** A way to notify people. */
export interface Channel {
  /** `person`: each person gets a message. `chat`: one message for all. `feed`: a program or a log, which gets every event. */
  audience: 'person' | 'chat' | 'feed';
  /** The person's address in this channel, if there is one. */
  addressOf(contact: Contact): string | undefined;
  /**
   * Sends the message. Returns the channel's reference to it, if it can be updated later.
   *
   * @throws the failure of `refusedByChannel` if a retry cannot help; any other error is retried
   */
  send(message: Message, address?: string): Promise<string | undefined>;
  /** Updates a sent message. Absent if the channel cannot do that. Throws as `send`. */
  update?(message: Message, ref: string): Promise<void>;
  /** Sends the message as a reply to a sent one. Absent if the channel has no replies. Throws as `send`. */
  reply?(message: Message, ref: string): Promise<void>;
  /** The reference of the message if an earlier attempt has sent it after all. Absent if the channel cannot find out. */
  find?(message: Message, address?: string): Promise<string | undefined>;
  /** Checks whether the channel can send, without sending. Returns what it found. @throws the reason why it cannot send */
  check(): Promise<string>;
}

/** The type of a failure that a retry cannot fix. */
export const REFUSED_BY_CHANNEL = 'RefusedByChannel';

/** The failure of a permanent refusal, such as an address that does not exist or an invalid token. */
export function refusedByChannel(why: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(why.slice(0, 1_000), REFUSED_BY_CHANNEL);
}

/** The failure of a temporary problem: the attempt is retried, after `seconds` at the earliest. */
export function tryAgain(why: string, seconds?: number): ApplicationFailure {
  return ApplicationFailure.create({
    message: why.slice(0, 1_000),
    type: 'ChannelFailed',
    ...(seconds !== undefined && { nextRetryDelay: seconds * 1_000 }),
  });
}

/** The command that shows more. */
export function commandOf({ command, subject }: Pick<Message, 'command' | 'subject'>): string {
  return command ?? showCommand(subject);
}

/** The note below a text that was cut. @param leftOut how much is left out, of `fitLines` */
export function cutNote(leftOut: string, link: string | undefined): string {
  const how = link === undefined ? 'Use the command below' : 'Open the page';
  return `${leftOut} ${how} to see all of it.`;
}

/** The link, if it is an http or https address. */
export function httpLink(link: string | undefined): string | undefined {
  return link !== undefined && /^https?:\/\//i.test(link) && URL.canParse(link) ? link : undefined;
}
