import type { NotificationEvent } from '../../contract/names';
import type { MessageText, Subject, SubjectRecord } from '../../contract/notification';
import { shellQuote } from '../text';
import { composeEscalation } from './compose-escalation';
import { composeRequest, composeRequestReply } from './compose-request';
import type { Reader } from './reader';

/** The text of a message before a template is applied. @param key of the event: which comment or claim it is about */
export function compose(
  about: SubjectRecord,
  event: NotificationEvent,
  reader: Reader = {},
  key = '',
): MessageText {
  return about.kind === 'request'
    ? composeRequest(about, { event, key }, reader)
    : composeEscalation(about.record, event, reader);
}

/** The text of a reply to a message about the same subject: only what is new. */
export function composeReply(
  about: SubjectRecord,
  event: NotificationEvent,
  reader: Reader,
  key: string,
): MessageText {
  return about.kind === 'request'
    ? composeRequestReply(about, { event, key }, reader)
    : { title: composeEscalation(about.record, event, reader).title, facts: [] };
}

/** The command that shows a subject. Messages contain it where there is no admin server to link to. */
export function showCommand({ id }: Pick<Subject, 'id'>): string {
  // An id that begins with a dash would be read as a flag.
  return /^\w/.test(shellQuote(id)) ? `hitl show ${shellQuote(id)}` : `hitl show -- ${shellQuote(id)}`;
}
