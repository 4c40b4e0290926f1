import { textForm } from '../../../rules/presentation/text-form';

describe('the form of a text', () => {
  const languageOf = (text: string, key = '') => {
    const form = textForm(text, key);
    return form.kind === 'block' ? (form.language ?? 'prose') : form.kind;
  };

  it.each([
    ['sql', 'DELETE FROM orders\n-- WHERE paid = false\n;', 'input'],
    ['sql', '-- clean up\nselect id, (1) from orders', 'input'],
    ['sql', 'truncate orders', 'query'],
    ['sql', `${'/* a */ -- b\n'.repeat(1_000)}DELETE FROM orders WHERE id = 1`, 'input'],
    ['prose', `${'/* a */ '.repeat(1_000)}nothing of that kind`, 'input'],
    ['prose', '/* without an end\nselect (a) from b', 'input'],
    ['diff', '--- a/x.ts\n+++ b/x.ts\n@@ -1 +1 @@\n-a\n+b', 'input'],
    ['json', '{"a": [1, 2]}', 'input'],
    ['html', '<p>Hello <b>you</b></p>', 'input'],
    ['shell', '#!/bin/bash\nrm -rf /tmp/x', 'input'],
    ['shell', 'rm -rf /tmp/x', 'command'],
    ['yaml', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: x', 'input'],
    ['base64', 'iVBORw0KGgo'.repeat(30), 'data'],
    ['prose', `/srv/${'very-long-folder-name-'.repeat(30)}end`, 'where'],
    ['prose', 'Update me on this from time to time.\nThanks', 'text'],
    ['prose', '# A title\n\nSome *words*.', 'text'],
    ['prose', 'word '.repeat(50), 'text'],
    ['words', 'Update the table of contents', 'text'],
    ['words', 'a < b', 'text'],
  ])('tells %s', (language, text, key) => {
    expect(languageOf(text, key)).toBe(language);
  });

  it('counts lines and characters', () => {
    expect(textForm('one\r\ntwo 😀\n')).toMatchObject({ kind: 'block', lines: 2, characters: 11 });
    expect(textForm('one\n\n')).toMatchObject({ lines: 2 });
  });

  it.each([
    ['DE89 3704 0044 0532 0130 00', 'to'],
    ['6f9619ff-8b86-d011-b42d-00c04fc964ff', 'which'],
    ['9fceb02d0ae598e95dc970b74767f19372d61af8', 'commit'],
    ['INV-7004', 'invoiceId'],
  ])('shows %s as a code', (text, key) => {
    expect(textForm(text, key)).toEqual({ kind: 'code', text });
  });

  it('tells times with a zone, and web addresses with their host', () => {
    expect(textForm('2026-11-29T10:00:00Z').kind).toBe('time');
    expect(textForm('2026-11-29T10:00:00.123+01:00').kind).toBe('time');
    expect(textForm('2026-11-29').kind).toBe('words');
    expect(textForm('2026-99-29T10:00:00Z').kind).toBe('words');
    expect(textForm('https://paypal.example@evil.example/pay')).toMatchObject({
      kind: 'link',
      host: 'evil.example',
    });
    expect(textForm('javascript:alert(1)').kind).toBe('words');
  });
});
