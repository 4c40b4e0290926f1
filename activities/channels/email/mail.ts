import { showOn } from '../../../rules/notifications/show-on';
import type { Message } from '../channel';
import { htmlPart } from './html-part';
import { domainOf, mailId, threadId } from './mail-ids';
import { textPart } from './text-part';

const SUBJECT_BYTES = 200;

/** The mail as nodemailer takes it. */
export function mailOf(message: Message, { from, to }: { from: string; to: string }) {
  const domain = domainOf(from);
  const thread = message.items === undefined ? threadId(message.subject, domain) : undefined;
  return {
    from,
    // As an object: nodemailer would read a list of addresses out of a string.
    to: { name: '', address: to },
    subject: showOn('header', message.title, SUBJECT_BYTES),
    messageId: mailId(message.id, domain),
    ...(thread && { inReplyTo: thread, references: thread }),
    text: textPart(message),
    html: htmlPart(message),
    headers: {
      // By each of these some program that answers while people are away knows that nobody reads its answer.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'List-Id': `<hitl.${domain}>`,
    },
  };
}
