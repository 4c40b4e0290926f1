import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

type Step = 'AUTH' | 'MAIL' | 'RCPT' | 'DATA';

/** An SMTP server that records accepted mails. */
export interface SmtpForTests {
  /** The address for a config. */
  url: string;
  port: number;
  /** The accepted mails in order, with second copies. */
  mails: (ParsedMail & { raw: string })[];
  /** The refusal, such as `550 no such user`. Undefined: the mail is accepted. */
  reject: ((step: Step, value: string) => string | undefined) | undefined;
  /** Stops listening until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSmtp(options: SMTPServerOptions = {}): Promise<SmtpForTests> {
  let server: SMTPServer | undefined;
  const smtp: SmtpForTests = {
    url: '',
    port: 0,
    mails: [],
    reject: undefined,
    async down() {
      const closing = server;
      server = undefined;
      await new Promise<void>((resolve) => (closing ? closing.close(() => resolve()) : resolve()));
    },
    async up() {
      server = serverFor(smtp, options);
      // If the port cannot be opened, the test must fail and not hang.
      await new Promise<void>((resolve, reject) => {
        server?.once('error', reject);
        server?.listen(smtp.port, () => resolve());
      });
      server.on('error', () => {});
      smtp.port = (server.server.address() as AddressInfo).port;
      smtp.url = `smtp://127.0.0.1:${smtp.port}`;
    },
    stop: () => smtp.down(),
  };
  await smtp.up();
  return smtp;
}

function serverFor(smtp: SmtpForTests, options: SMTPServerOptions): SMTPServer {
  const answer = (step: Step, value: string): Error | null => {
    const refusal = smtp.reject?.(step, value);
    if (refusal === undefined) return null;
    return Object.assign(new Error(refusal.slice(4)), { responseCode: Number(refusal.slice(0, 3)) });
  };
  return new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth: ({ username = '', password = '' }, _session, done) =>
      done(answer('AUTH', `${username} ${password}`), { user: username }),
    onMailFrom: ({ address }, _session, done) => done(answer('MAIL', address)),
    onRcptTo: ({ address }, _session, done) => done(answer('RCPT', address)),
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString();
        const refusal = answer('DATA', raw);
        if (refusal) return done(refusal);
        void simpleParser(raw).then((mail) => {
          smtp.mails.push({ ...mail, raw });
          done();
        });
      });
    },
    ...options,
  });
}
