import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accentStyle, contrast, fromHex } from '../../../admin/inbox/accent';
import { BrandingSchema } from '../../../contract/config/branding';
import { ConfigSchema } from '../../../contract/config/config';
import { nowhere } from '../../support/admin-app';
import { Visitor } from '../../support/form-visitor';
import { INBOX_CONFIG, inboxApp } from '../../support/inbox-app';

const folder = mkdtempSync(join(tmpdir(), 'hitl-logo-'));
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1" /></svg>';

function logo(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const configOf = (branding: object) => ({
  ...INBOX_CONFIG,
  admin: { ...INBOX_CONFIG.admin!, branding },
});

it('shows name, logo, colour and links, also on the sign-in page', async () => {
  const branding = {
    name: 'Contoso & Sons <b>',
    logo: logo('logo.svg', SVG),
    accent: '#ffd000',
    links: [{ label: 'How we approve', url: 'https://wiki.example.com/approvals' }],
  };
  const visitor = new Visitor(inboxApp(nowhere(), configOf(branding)));
  const html = await visitor.page('/sign-in');
  expect(html).toContain('<title>Sign in · Contoso &amp; Sons &lt;b&gt;</title>');
  expect(html).toContain('<a href="https://wiki.example.com/approvals" rel="noopener">How we approve</a>');
  const [, src = ''] = /<img class="logo" src="([^"]*)" alt=""/.exec(html) ?? [];
  const picture = await visitor.get(src);
  expect([picture.status, picture.headers.get('Content-Type'), await picture.text()]).toEqual([
    200,
    'image/svg+xml; charset=utf-8',
    SVG,
  ]);
  expect(picture.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
  expect(picture.headers.get('X-Content-Type-Options')).toBe('nosniff');
  const [, style = ''] = /<link rel="stylesheet" href="(\/assets\/accent[^"]*)"/.exec(html) ?? [];
  expect(await (await visitor.get(style)).text()).toBe(accentStyle('#ffd000'));
});

it('is called Approvals by default, without a logo', async () => {
  const html = await new Visitor(inboxApp(nowhere())).page('/sign-in');
  expect(html).toContain('<title>Sign in · Approvals</title>');
  expect(html).not.toContain('class="logo"');
  expect(html).not.toContain('/assets/accent');
});

it.each(['#ffd000', '#000000', '#ffffff', '#2f4fc4', '#0a7d5a', '#ff00ff', '#808080'])(
  'the accent colour %s can be read in light and dark',
  (accent) => {
    const themes = [...accentStyle(accent).matchAll(/--accent:(\S+);--on-accent:(\S+);--tint:(#\w+)/g)];
    expect(themes).toHaveLength(2);
    for (const [index, [, colour = '', onAccent = '', tint = '']] of themes.entries()) {
      const papers = index === 0 ? ['#fbfbfa', '#ffffff', tint] : ['#141518', '#1c1e22', tint];
      for (const paper of papers)
        expect(contrast(fromHex(colour), fromHex(paper))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(fromHex(colour), fromHex(onAccent))).toBeGreaterThanOrEqual(4.5);
      const ink = index === 0 ? '#1b1c1f' : '#ececee';
      expect(contrast(fromHex(ink), fromHex(tint))).toBeGreaterThanOrEqual(4.5);
    }
  },
);

it.each([
  ['name', { name: ' ' }, 'must not be empty'],
  ['logo', { logo: 'logo.gif' }, 'must be the path of a file that ends with .png, .svg or .webp'],
  ['accent', { accent: 'blue' }, "must be a colour of six hexadecimal digits, such as '#2f4fc4'"],
  ['links.0.url', { links: [{ label: 'x', url: 'http://a.example' }] }, 'must be an https URL'],
  ['links.0.url', { links: [{ label: 'x', url: 'javascript:alert(1)' }] }, 'must be an https URL'],
  ['links.0.label', { links: [{ label: '', url: 'https://a.example' }] }, 'must not be empty'],
])('refuses a wrong %s', (path, branding, message) => {
  const [issue] = BrandingSchema.safeParse(branding).error?.issues ?? [];
  expect([issue?.path.join('.'), issue?.message]).toEqual([path, expect.stringContaining(message)]);
  expect(ConfigSchema.safeParse(configOf(branding)).success).toBe(false);
});

it.each([
  ['missing.png', undefined, 'cannot be read'],
  ['text.png', 'no picture', 'is not a picture of the kind that its name says (png)'],
  ['text.webp', 'no picture', 'is not a picture of the kind that its name says (webp)'],
  ['text.svg', '<html></html>', 'is not a picture of the kind that its name says (svg)'],
  ['script.svg', SVG.replace('<rect', '<script>alert(1)</script><rect'), 'contains a script'],
  ['handler.svg', SVG.replace('<rect', '<rect onload="alert(1)"'), 'contains a script'],
  ['large.svg', SVG + ' '.repeat(300 * 1024), 'use a picture of at most 256 KB'],
])('refuses the logo %s at the start', (name, content, message) => {
  const path = content === undefined ? join(folder, name) : logo(name, content);
  expect(() => inboxApp(nowhere(), configOf({ logo: path }))).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(
        new RegExp(`^admin\\.branding\\.logo: .*${message.replace(/[()]/g, '\\$&')}`),
      ),
    }),
  );
});

it('serves PNG and WebP with their types', async () => {
  for (const [name, content, type] of [
    ['a.png', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'image/png'],
    ['a.webp', Buffer.from('RIFF0000WEBP', 'latin1'), 'image/webp'],
  ] as const) {
    const visitor = new Visitor(inboxApp(nowhere(), configOf({ logo: logo(name, content) })));
    const [, src = ''] = /class="logo" src="([^"]*)"/.exec(await visitor.page('/sign-in')) ?? [];
    expect((await visitor.get(src)).headers.get('Content-Type')).toBe(type);
  }
});
