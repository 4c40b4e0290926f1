import { REFUSED_BY_CHANNEL } from '../../../../activities/channels/channel';
import { emailChannel } from '../../../../activities/channels/email/smtp';
import { aMessage } from '../../../support/messages';
import { type SmtpForTests, startSmtp } from '../../../support/smtp';

let smtp: SmtpForTests;
beforeAll(async () => {
  smtp = await startSmtp();
});
afterAll(() => smtp.stop());
beforeEach(() => {
  smtp.mails.length = 0;
  smtp.reject = undefined;
});

const FROM = 'Approvals <approvals@example.com>';
const channel = (url = smtp.url) =>
  emailChannel({ type: 'email', smtp: url, from: FROM, giveUpAfter: '24h' });

async function mailed(message = aMessage()) {
  await channel().send(message, 'ana@example.com');
  const mail = smtp.mails.at(-1);
  if (!mail) throw new Error('no mail came');
  return { ...mail, html: String(mail.html), text: mail.text ?? '' };
}

it('sends a mail as text and as HTML, with a link', async () => {
  const mail = await mailed();
  expect(mail.from?.text).toBe('"Approvals" <approvals@example.com>');
  expect(mail.to).toMatchObject({ value: [{ address: 'ana@example.com' }] });
  expect(mail.subject).toBe('Approval needed: transfer_funds on bank-account-123');
  for (const part of [mail.text, mail.html]) {
    expect(part).toContain('Transfer $15,000 to vendor');
    expect(part).toContain('Requested by');
    expect(part).toContain('https://approvals.example.com/requests/request-1');
  }
  expect(mail.text).toContain('| {\n|   "amount": 15000\n| }');
});

it('has only the link to the request; opening it decides nothing', async () => {
  const { html, text } = await mailed();
  const addresses = [...`${html}${text}`.matchAll(/https?:[^\s"<]+/g)].map(([address]) => address);
  expect(new Set(addresses)).toEqual(new Set(['https://approvals.example.com/requests/request-1']));
  expect(html).not.toMatch(/<(form|button|input|script|img|link|iframe)/i);
});

it('shows a command instead of a link without an admin server', async () => {
  const { link: _, ...rest } = aMessage({ subject: { kind: 'request', id: "x'; rm -rf ~" } });
  const { html, text } = await mailed(rest);
  expect(text).toContain(`hitl show -- 'x'\\''; rm -rf ~'`);
  expect(html).toContain('hitl show');
  expect(html).not.toContain('<a ');
});

it('has its own id, the same in each attempt, in the thread of its request', async () => {
  const [first, again] = [await mailed(), await mailed(aMessage({ attempt: 2 }))];
  expect(first.messageId).toBe('<msg_0123456789abcdef0123456789abcdef@example.com>');
  expect(again.messageId).toBe(first.messageId);
  const later = await mailed(aMessage({ id: 'msg_later', event: 'decided', isActionable: false }));
  expect(later.inReplyTo).toMatch(/^<hitl_[0-9a-f]{32}@example\.com>$/);
  expect([later.inReplyTo, later.references]).toEqual([first.inReplyTo, first.references]);
  const other = await mailed(aMessage({ subject: { kind: 'request', id: 'request-2' } }));
  expect(other.inReplyTo).not.toBe(first.inReplyTo);
});

it('asks programs not to reply, and is not marked as bulk mail', async () => {
  const { headers, raw } = await mailed();
  expect(headers.get('auto-submitted')).toBe('auto-generated');
  expect(headers.get('x-auto-response-suppress')).toBe('All');
  expect(raw).toMatch(/^List-ID: <hitl\.example\.com>\r$/im);
  expect(headers.has('precedence')).toBe(false);
});

it('lists the entries of a digest, each with its link', async () => {
  const items = [
    { title: 'Approval needed: pay', link: 'https://approvals.example.com/requests/a' },
    { title: 'Approval needed: <b>ship</b>', link: 'https://approvals.example.com/requests/b' },
  ];
  const mail = await mailed(
    aMessage({ title: '2 messages', facts: [], items, link: 'https://approvals.example.com' }),
  );
  expect(mail.inReplyTo).toBeUndefined();
  expect(mail.text).toContain('- Approval needed: pay\n  https://approvals.example.com/requests/a');
  expect(mail.html).toContain('href="https://approvals.example.com/requests/b"');
  expect(mail.html).toContain('&lt;b&gt;ship');
});

it('cuts long texts, and says so', async () => {
  const details = JSON.stringify({ note: 'x'.repeat(200_000) });
  const { text, html, raw } = await mailed(aMessage({ details, title: 'long '.repeat(1_000) }));
  expect(raw.length).toBeLessThan(40_000);
  for (const part of [text, html])
    expect(part).toContain('Only the beginning of this text is shown. Open the page to see all of it.');
});

it('is safe with any names and texts of agents', async () => {
  const harm = '\r\nBcc: eve@evil.example\r\n\r\n<script>x</script> =?utf-8?B?SGFsbG8=?= \u202Etxt';
  const mail = await mailed(
    aMessage({ title: harm, text: harm, details: harm, facts: [{ label: harm, value: harm }] }),
  );
  expect(mail.bcc).toBeUndefined();
  expect([...mail.headerLines].map(({ key }) => key)).not.toContain('bcc');
  expect(mail.subject).toContain('⟨U+000D⟩ ⏎ Bcc: eve@evil.example');
  expect(mail.subject).not.toContain('Hallo');
  expect(mail.html).not.toMatch(/<script/);
  expect(`${mail.html}${mail.text}${mail.subject}`).not.toContain('\u202E');
  // Only the mail's own text can begin a line; texts of agents cannot.
  expect(mail.text).toMatch(/^\| Bcc: eve@evil\.example/m);
  expect(mail.text).not.toMatch(/^Bcc:/m);
});

it.each(['RCPT', 'MAIL', 'DATA'] as const)(
  'is refused permanently by a 5xx to %s, and tried again after a 4xx',
  async (step) => {
    smtp.reject = (at) => (at === step ? '550 no such user' : undefined);
    await expect(channel().send(aMessage(), 'ana@example.com')).rejects.toMatchObject({
      type: REFUSED_BY_CHANNEL,
      nonRetryable: true,
    });
    smtp.reject = (at) => (at === step ? '451 later please' : undefined);
    await expect(channel().send(aMessage(), 'ana@example.com')).rejects.toMatchObject({
      type: 'ChannelFailed',
      nonRetryable: false,
    });
    smtp.reject = undefined;
    await channel().send(aMessage(), 'ana@example.com');
    expect(smtp.mails).toHaveLength(1);
  },
);

it('retries after a wrong password and does not show the password', async () => {
  const url = smtp.url.replace('//', '//hitl:s3cret%21@');
  let tried = '';
  smtp.reject = (step, value) => {
    if (step === 'AUTH') tried = value;
    return step === 'AUTH' ? '535 wrong' : undefined;
  };
  const failure: Error = (await channel(url)
    .send(aMessage(), 'ana@example.com')
    .catch((error: Error) => error)) as Error;
  expect(tried).toBe('hitl s3cret!');
  expect(failure).toMatchObject({ type: 'ChannelFailed', nonRetryable: false });
  expect(failure.message).not.toContain('s3cret');
  await expect(channel(url).check()).rejects.toThrow('535');
});

it('retries while the server is down, and the check says so beforehand', async () => {
  await expect(channel().check()).resolves.toContain(String(smtp.port));
  await smtp.down();
  await expect(channel().send(aMessage(), 'ana@example.com')).rejects.toMatchObject({
    type: 'ChannelFailed',
    nonRetryable: false,
  });
  await expect(channel().check()).rejects.toThrow('ECONNREFUSED');
  await smtp.up();
  await channel().send(aMessage(), 'ana@example.com');
  expect(smtp.mails).toHaveLength(1);
});

it('sends nothing unencrypted to another machine', async () => {
  // The same server, with a host name that is not a loopback address.
  const url = smtp.url.replace('127.0.0.1', '0.0.0.0');
  await expect(channel(url).send(aMessage(), 'ana@example.com')).rejects.toMatchObject({
    type: 'ChannelFailed',
  });
  expect(smtp.mails).toHaveLength(0);
});
