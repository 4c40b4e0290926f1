import { managers, transfer } from '../../support/demo-data';
import { unescaped } from '../../support/form-visitor';
import { INBOX_CONFIG } from '../../support/inbox-app';
import { signedInInbox } from '../../support/signed-in-inbox';

const inbox = signedInInbox(INBOX_CONFIG);

const HOSTILE = [
  '<script>alert(1)</script><img src=x onerror=alert(2)></textarea></pre></title>',
  '[click](javascript:alert(3)) **bold** ![x](https://evil.example/x.png)',
  '\u001b[31mred\u001b[0m\u0007',
  'pay \u202Eecila\u202C \u2066x\u2069',
  'zero\u200Bwidth\u200D\uFEFF\u{E0041}',
  '" onfocus="alert(4)" autofocus="',
].join(' ');
const SHOWN = [
  '⟨U+001B⟩[31m',
  '⟨U+202E⟩ecila',
  'zero⟨U+200B⟩width',
  '⟨U+E0041⟩',
  '<script>alert(1)</script>',
];

/** The tags of a page. Text from people or agents may appear in them only in quotes. */
const tagsOf = (html: string) => [...html.matchAll(/<[a-zA-Z/][^>]*>/g)].map(([tag]) => tag);

test('text with HTML, Markdown, ANSI codes and invisible characters is shown completely and harmlessly', async () => {
  const long = `${'0123456789'.repeat(20_480)}END`;
  const id = await transfer(managers(inbox.temporal), 'hostile', {
    description: HOSTILE,
    resource: 'a<b>\u202Ec',
    context: { note: HOSTILE, [`key ${HOSTILE.slice(0, 60)}`]: 1, long },
  });
  await inbox.temporal.manager.reject(id, { decidedBy: 'eve', reason: HOSTILE });
  const { ana } = inbox;
  const done = await ana.submit(`/requests/${id}`, '/decide', { decision: 'reject', text: HOSTILE });
  for (const html of [await ana.page(`/requests/${id}`), done, await ana.page('/?status=decided')]) {
    const tags = tagsOf(html);
    expect(
      tags.filter((tag) => /^<(script|img|b|title)\b/.test(tag) && !tag.includes('src="/assets/')),
    ).toEqual(['<title>']);
    expect(
      tags.some((tag) => /onerror|onfocus|autofocus|javascript:/.test(tag.replace(/="[^"]*"/g, ''))),
    ).toBe(false);
    expect(html).not.toMatch(/[\u0000-\u0008\u001b\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/);
  }
  const shown = unescaped(await ana.page(`/requests/${id}`));
  for (const part of SHOWN) expect(shown).toContain(part);
  expect(shown).toContain(long);
  // In the arguments, the description and the reason.
  expect(shown.split('⟨U+202E⟩ecila').length - 1).toBeGreaterThanOrEqual(3);
}, 60_000);
