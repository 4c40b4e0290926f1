import { Address } from '../../../../admin/inbox/parts/content/content';
import { textForm } from '../../../../rules/presentation/text-form';

const markup = (text: string) => {
  const form = textForm(text);
  return form.kind === 'link'
    ? (Address({ text, host: form.host }) as unknown as { toString: () => string }).toString()
    : form.kind;
};

test.each([
  ['https://example.org/a?b=example.org', 'https://<strong>example.org</strong>/a?b=example.org'],
  ['https://evil.example:x@evil.example/', 'https://evil.example:x@<strong>evil.example</strong>/'],
  ['https://bank.example:443@evil.example', 'https://bank.example:443@<strong>evil.example</strong>'],
  ['https://EXAMPLE.org/', 'https://<strong>EXAMPLE.org</strong>/'],
  ['https://\u0430pple.example/', ' <span class="exact">xn--pple-43d.example</span>'],
])('the host of %s is set off, or stands beside it', (text, shown) => {
  expect(markup(text)).toContain(shown);
});
