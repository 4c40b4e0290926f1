import assert from 'node:assert/strict';
import fc from 'fast-check';
import { escapeMarkdown, fenced, fileText, visible } from '../../rules/text';
import { RUNS } from '../support/stories';

/** Text of an agent that means harm: markup, characters that cannot be seen, and anything else. */
const markup = [
  '<',
  '>',
  '&',
  '[',
  ']',
  '(',
  ')',
  '!',
  '`',
  '```',
  '*',
  '_',
  '~',
  '#',
  '|',
  '\\',
  '\n',
  '\r',
  '\t',
  '- ',
  '1. ',
  '= ',
];
const hidden = [
  '\u202E',
  '\u200B',
  '\uFEFF',
  '\u2028',
  '\u3164',
  '\u2800',
  '\u00AD',
  '\u{E0041}',
  '\uFE0F',
  '\u0000',
  '\uD800',
  '❤️',
];
const words = ['<script>', '[x](http://e)', '![x](http://e)', '<http://e>', '[x]: http://e', 'pay', ' '];
const hostile = fc
  .array(
    fc.oneof(fc.constantFrom(...markup, ...hidden, ...words), fc.string({ unit: 'binary', maxLength: 3 })),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));

const always = (name: string, holds: (text: string) => void) =>
  test(name, () => fc.assert(fc.property(hostile, holds), { numRuns: RUNS }));

/** Nobody sees these, or they change what is seen. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]|[\uD800-\uDFFF](?![\uDC00-\uDFFF])(?<![\uD800-\uDBFF].)/u;

always('escaped, it is one line without markup or HTML of its own, in which nothing hides', (text) => {
  const shown = escapeMarkdown(text);
  assert.doesNotMatch(shown, /[<>\n\r\t]/);
  assert.doesNotMatch(shown, /&(?!(amp|lt|gt);)/);
  assert.doesNotMatch(shown, unseen);
  const active = shown.replace(/\\[!-/:-@[-`{-~]/g, '');
  assert.doesNotMatch(active, /[[\](){}!`*_~#|\\]/);
  assert.doesNotMatch(shown, /^\s*([-+*=#>]|\d+[.)])/);
});

always('escaped, it still says all that it said', (text) => {
  const read = escapeMarkdown(text)
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
  assert.equal(read, visible(text).replace(/\n/g, ' ⏎ ').replace(/\t/g, ' ⇥ '));
});

always('fenced, it cannot close its block', (text) => {
  const [first = '', ...rest] = fenced(text, 'json').split('\n');
  const last = rest.pop();
  assert.equal(first, `${last}json`);
  assert.match(last ?? '', /^`{3,}$/);
  assert.ok(rest.every((line) => !line.includes(last ?? '')));
});

const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !value.startsWith('\uFEFF'));
const BOM = '\uFEFF';
const utf16be = (value: string) => Buffer.from(value, 'utf16le').swap16();

test('the text is what was written, with or without a byte order mark, in UTF-8 and UTF-16', () => {
  fc.assert(
    fc.property(text, (written) => {
      expect(fileText(Buffer.from(written))).toBe(written);
      expect(fileText(Buffer.from(BOM + written))).toBe(written);
      expect(fileText(Buffer.from(BOM + written, 'utf16le'))).toBe(written);
      expect(fileText(utf16be(BOM + written))).toBe(written);
      expect(fileText(BOM + written)).toBe(written);
    }),
  );
});

test('only the first mark goes, and an empty file is an empty text', () => {
  expect(fileText(`${BOM}a${BOM}`)).toBe(`a${BOM}`);
  expect([fileText(Buffer.alloc(0)), fileText(Buffer.from(BOM)), fileText('')]).toEqual(['', '', '']);
});
