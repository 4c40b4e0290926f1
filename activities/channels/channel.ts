import { ApplicationFailure } from '@temporalio/common';
import type { Contact } from '../../contract/config/contacts';
import type { MessageText, Subject, SubjectRecord } from '../../contract/notification';
import type { NotificationEvent } from '../../contract/names';

/** One message as a channel gets it: composed, and not yet rendered. */
export interface Message extends MessageText {
  /** The same for every attempt. */
  id: string;
  subject: Subject;
  event: NotificationEvent;
  /** Where people see and decide it; absent where the config does not say where the admin server is. */
  link?: string;
  /** The subject as it stands; absent for a digest and a trial. */
  about?: SubjectRecord;
  /** It asks for something that can still be done. */
  isCall: boolean;
  /** Which attempt this is, from 1: an earlier one may have arrived. */
  attempt: number;
  /** The digest's entries. */
  items?: { title: string; link?: string }[];
}

/** A way in which people are told. */
export interface Channel {
  /** `person`: each gets a message. `chat`: one message for all. `feed`: a program or a log, which gets every event. */
  audience: 'person' | 'chat' | 'feed';
  /** Where this channel reaches a person; nothing where it does not. */
  addressOf(contact: Contact): string | undefined;
  /**
   * Sends it, and answers what the channel calls it, if it can be brought up to date.
   *
   * @throws RefusedByChannel's failure where no other attempt could help; anything else is tried again
   */
  send(message: Message, address?: string): Promise<string | undefined>;
  /** Brings a sent message up to date. Absent where that cannot be done. Throws as `send`. */
  update?(message: Message, ref: string): Promise<void>;
  /** What the channel calls the message if an earlier attempt has sent it after all. Absent where that cannot be known. */
  find?(message: Message, address?: string): Promise<string | undefined>;
  /** Looks whether the channel could send now, without sending. Answers what it found. @throws why it could not */
  check(): Promise<string>;
}

/** The failure's type by which a workflow knows that no other attempt helps. */
export const REFUSED_BY_CHANNEL = 'RefusedByChannel';

/** What a channel throws where it is told no for good: an address that does not exist, a token that is not valid. */
export function refusedByChannel(why: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(why.slice(0, 1_000), REFUSED_BY_CHANNEL);
}

/** What a channel throws where it may be tried again, after `seconds` at the earliest. */
export function tryAgain(why: string, seconds?: number): ApplicationFailure {
  return ApplicationFailure.create({
    message: why.slice(0, 1_000),
    type: 'ChannelFailed',
    ...(seconds !== undefined && { nextRetryDelay: seconds * 1_000 }),
  });
}

/** What is said below a text that was cut. */
export function cutNote(link: string | undefined): string {
  return `Cut here; ${link === undefined ? 'the command below shows the whole' : 'the whole is on the page'}.`;
}

/** The address, if it is one that people may be sent to. */
export function httpLink(link: string | undefined): string | undefined {
  return link !== undefined && /^https?:\/\//i.test(link) && URL.canParse(link) ? link : undefined;
}
