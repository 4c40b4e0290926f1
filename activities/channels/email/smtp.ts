import { domainToASCII } from 'node:url';
import type { ApplicationFailure } from '@temporalio/common';
import type { EmailConfig } from '../../../contract/config/channels';
import type { Subject } from '../../../contract/notification';
import { digest } from '../../../rules/digest';
import { escapeFor } from '../../../rules/notifications/escape-for';
import { type Channel, type Message, refusedByChannel, tryAgain } from '../channel';
import { htmlPart } from './html';
import { textPart } from './text';

const TIMEOUT_MS = 15_000;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Writes to people by SMTP: a link to what asks them, and nothing that decides by being opened. */
export function emailChannel({ smtp, from }: EmailConfig): Channel {
  const { host } = new URL(smtp);
  return {
    audience: 'person',
    addressOf: ({ email }) => email,
    async send(message, address = '') {
      const transport = await openTransport(smtp);
      try {
        await transport.sendMail(mailOf(message, { from, to: address }));
        return undefined;
      } catch (error) {
        throw smtpFailure(error, host);
      } finally {
        transport.close();
      }
    },
    async check() {
      const transport = await openTransport(smtp);
      try {
        await transport.verify();
        return `${host} takes mail from ${from}`;
      } catch (error) {
        throw smtpFailure(error, host);
      } finally {
        transport.close();
      }
    },
  };
}

/** One connection for one message: nothing is kept open between them. */
async function openTransport(url: string) {
  const { protocol, hostname } = new URL(url);
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url,
    // Nobody between here and the server may keep the mail from being encrypted.
    requireTLS: protocol === 'smtp:' && !LOOPBACK.test(hostname),
    dnsTimeout: TIMEOUT_MS,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

const SUBJECT_BYTES = 200;

/** The mail as nodemailer takes it. */
function mailOf(message: Message, { from, to }: { from: string; to: string }) {
  const domain = domainOf(from);
  const thread = message.items === undefined ? threadId(message.subject, domain) : undefined;
  return {
    from,
    // As an object: nodemailer would read a list of addresses out of a string.
    to: { name: '', address: to },
    subject: escapeFor('header', message.title, SUBJECT_BYTES),
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

/** The domain of the sender: that of `<approvals@example.com>` is `example.com`. */
function domainOf(from: string): string {
  const written = /@([^@\s<>"]+)>?\s*$/.exec(from)?.[1] ?? '';
  return domainToASCII(written) || 'localhost';
}

/** The same for every attempt: a mailbox that already has it may drop a second copy. */
function mailId(id: string, domain: string): string {
  return `<${id}@${domain}>`;
}

/** The root, never sent, of the thread that all mails about a subject are in. */
function threadId({ kind, id }: Subject, domain: string): string {
  return `<hitl_${digest({ kind, id }).slice(0, 32)}@${domain}>`;
}

/** What nodemailer says of a mail that was not sent. */
interface SmtpError {
  message: string;
  code?: string;
  responseCode?: number;
}

/** The server wants a log-in, or another: that is for the operator to mend, and not the mail's fault. */
const LOGIN_CODES = [530, 534, 535, 538];

/** What the channel throws: a mail or an address that the server takes under no circumstances is refused for good. */
function smtpFailure(error: unknown, host: string): ApplicationFailure {
  const { message, code, responseCode } = error as SmtpError;
  const why = `${host}: ${escapeFor('line', message, 500)}`;
  const isOfThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  const isForGood =
    responseCode === undefined || (responseCode >= 500 && !LOGIN_CODES.includes(responseCode));
  return isOfThisMail && isForGood ? refusedByChannel(why) : tryAgain(why);
}
