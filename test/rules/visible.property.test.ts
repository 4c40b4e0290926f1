import assert from 'node:assert/strict';
import fc from 'fast-check';
import { escapeMarkdown, fenced, visible } from '../../rules/visible';
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
