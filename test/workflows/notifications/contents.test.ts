import type { ConfigInput } from '../../../contract/config/config';
import { notificationsOf, TELLING } from '../../support/telling';
import { tellingByMail } from '../../support/telling-by-mail';
import { startApproval, withWorker } from '../../support/time-skipping';

const at = tellingByMail();

function config(more: Partial<ConfigInput> = {}): ConfigInput {
  return {
    ...TELLING,
    policies: [{ name: 'payments', approvers: ['ana'], expireAfter: '4h' }],
    contacts: { ana: { email: 'ana@example.com' }, 'agent-1': { email: 'agent@example.com' } },
    channels: { mail: { type: 'email', smtp: at.smtp.url, from: 'a@example.com' } },
    ...more,
  };
}

async function decided(more: Partial<ConfigInput>, content = {}, after: '1m' | '5m' = '1m') {
  await withWorker(at.env, config(more), async (queue) => {
    const request = await startApproval(at.env, queue, content);
    await at.env.sleep(after);
    await request.update();
    await notificationsOf(at.env.client, request.id);
  });
  return at.smtp.mails;
}

it('uses the template of the channel before that of its type, and of the event before any', async () => {
  const mails = await decided({
    notifications: {
      templates: {
        mail: {
          requested: ({ title }, { to }) => ({ title: `${to}! ${title}`, facts: [], text: '<b>hi</b>' }),
        },
        email: { '*': () => ({ title: 'by type' }) },
        '*': { '*': () => ({ title: 'by none' }) },
      },
    },
  });
  expect(mails.map(({ subject }) => subject)).toEqual(['ana! Approval needed: transfer_funds', 'by type']);
  expect(mails[0]?.html).toContain('&lt;b&gt;hi');
  expect(mails[0]?.text).toContain('| Amount  15,000 (15000)');
});

it('is sent without the template if it throws or returns an invalid message', async () => {
  const mails = await decided({
    notifications: {
      templates: {
        mail: {
          requested: () => {
            throw new Error('no such field');
          },
          decided: () => ({ titel: 'typo' }) as object,
        },
      },
    },
  });
  expect(mails.map(({ subject }) => subject)).toEqual([
    'Approval needed: transfer_funds',
    'Approved: transfer_funds',
  ]);
});

it('asks a failed contacts function again', async () => {
  let asked = 0;
  const contacts = (person: string) => {
    if (person === 'bo') return { email: 'bo@example.com' };
    if (person === 'ana' && ++asked < 3) throw new Error('the address book is down');
    return person === 'ana' ? { email: 'ana@example.com' } : undefined;
  };
  const mails = await decided(
    {
      contacts,
      directory: { 'finance-team': ['ana', 'bo'] },
      policies: [{ name: 'p', approvers: ['finance-team'] }],
    },
    {},
    '5m',
  );
  const calls = mails.filter(({ subject }) => subject === 'Approval needed: transfer_funds');
  // A failed lookup of one person does not delay the others.
  expect(calls.map(({ to }) => [to].flat()[0]?.text)).toEqual(['bo@example.com', 'ana@example.com']);
  expect(asked).toBeGreaterThanOrEqual(3);
});

it('is safe with a hostile request', async () => {
  const harm = '\r\nBcc: eve@evil.example\r\n\r\n<script>x</script> =?utf-8?B?SGFsbG8=?= \u202Etxt.exe';
  const [mail] = await decided(
    {},
    {
      action: `pay${harm}`.slice(0, 150),
      resource: `<a href="https://evil.example">`,
      description: harm.repeat(20),
      requesterId: `agent${harm}`.slice(0, 150),
      context: { [harm]: harm, long: 'x'.repeat(200_000) },
    },
  );
  expect(mail?.bcc).toBeUndefined();
  expect(mail?.to).toMatchObject({ value: [{ address: 'ana@example.com' }] });
  expect(mail?.headerLines.map(({ key }) => key)).not.toContain('bcc');
  expect(String(mail?.html)).not.toMatch(/<(script|a)\b/);
  expect(`${mail?.subject}${String(mail?.html)}${mail?.text}`).not.toContain('\u202E');
  expect(mail?.subject).not.toContain('Hallo');
  expect(mail?.raw.length).toBeLessThan(100_000);
});
