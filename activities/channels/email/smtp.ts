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

/** Sends mails by SMTP. A mail contains a link to the request; opening the link decides nothing. */
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
        return `${host} accepts mail from ${from}`;
      } catch (error) {
        throw smtpFailure(error, host);
      } finally {
        transport.close();
      }
    },
  };
}

/** A new connection for each message: none stays open. */
async function openTransport(url: string) {
  const { protocol, hostname } = new URL(url);
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url,
    // Requires TLS, so that an attacker on the network cannot turn encryption off.
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
  const thread =
    message.items === undefined && message.anchor === undefined
      ? threadId(message.subject, domain)
      : undefined;
  return {
    from,
    // An object, since nodemailer would parse a string as a list of addresses.
    to: { name: '', address: to },
    subject: escapeFor('header', message.title, SUBJECT_BYTES),
    messageId: mailId(message.id, domain),
    ...(thread && { inReplyTo: thread, references: thread }),
    text: textPart(message),
    html: htmlPart(message),
    headers: {
      // Automatic reply programs do not answer mails with these headers.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'List-Id': `<hitl.${domain}>`,
    },
  };
}

/** The domain of the sender: `example.com` for `<approvals@example.com>`. */
function domainOf(from: string): string {
  const written = /@([^@\s<>"]+)>?\s*$/.exec(from)?.[1] ?? '';
  return domainToASCII(written) || 'localhost';
}

/** The Message-ID of a mail. A retry has the same one, so a mailbox can drop the second copy. */
function mailId(id: string, domain: string): string {
  return `<${id}@${domain}>`;
}

/** The id of the thread for all mails about a subject. No mail itself has this id. */
function threadId({ kind, id }: Subject, domain: string): string {
  return `<hitl_${digest({ kind, id }).slice(0, 32)}@${domain}>`;
}

/** The error of nodemailer when a mail was not sent. */
interface SmtpError {
  message: string;
  code?: string;
  responseCode?: number;
}

/** The server requires a login, or refuses this one. The operator must fix that; the mail itself is fine. */
const LOGIN_CODES = [530, 534, 535, 538];

/** The channel's failure for an SMTP error. It is permanent if the server refuses this mail or this address. */
function smtpFailure(error: unknown, host: string): ApplicationFailure {
  const { message, code, responseCode } = error as SmtpError;
  const why = `${host}: ${escapeFor('line', message, 500)}`;
  const isOfThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  const isForGood =
    responseCode === undefined || (responseCode >= 500 && !LOGIN_CODES.includes(responseCode));
  return isOfThisMail && isForGood ? refusedByChannel(why) : tryAgain(why);
}
