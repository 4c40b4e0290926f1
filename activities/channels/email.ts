import type { EmailConfig } from '../../contract/channels';
import type { Channel } from './channel';
import { mailOf } from './email/mail';
import { smtpFailure } from './email/smtp-failure';

const PATIENCE_MS = 15_000;
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
    dnsTimeout: PATIENCE_MS,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
