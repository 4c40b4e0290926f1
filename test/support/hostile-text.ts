import fc from 'fast-check';

const MARKUP = [
  '<',
  '>',
  '&',
  '"',
  "'",
  '[',
  ']',
  '(',
  ')',
  '*',
  '_',
  '~',
  '`',
  '```',
  '|',
  '\\',
  '=?',
  '?=',
  '{{',
  '}}',
  '${',
];
const HIDDEN = [
  '\r',
  '\n',
  '\r\n',
  '\t',
  '\0',
  '\u202E',
  '\u200B',
  '\u2028',
  '\uFEFF',
  '\u{E0041}',
  '\uD800',
  '\uFE0F',
];
const WORDS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<!channel>',
  '<@U0123ABCD>',
  '<at>ana</at>',
  '[pay](https://evil.example)',
  '=?utf-8?B?SGFsbG8=?=',
  '\r\nBcc: eve@evil.example\r\n\r\n',
  '{{DATE(2026-01-01T00:00:00Z)}}',
  '&lt;b&gt;',
  'pay',
  '❤️',
];

/** Text from a malicious agent, for every place that shows messages. */
export const hostile = fc
  .array(
    fc.oneof(fc.constantFrom(...MARKUP, ...HIDDEN, ...WORDS), fc.string({ unit: 'binary', maxLength: 3 })),
    { maxLength: 10 },
  )
  .map((parts) => parts.join(''));
