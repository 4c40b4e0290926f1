import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe as contentOf } from '../../../rules/presentation/content';
import { exactJson } from '../../../rules/presentation/exact-json';
import { contentLines, PLAIN } from '../../../rules/presentation/lines';
import { visibleLine } from '../../../rules/text';
import { RUNS } from '../../support/stories';

/** Each run builds and shows a whole tree, which takes milliseconds. */
const MOST = Math.min(RUNS, 1_000);

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'DELETE FROM a\n-- WHERE b = 1;',
    '@@ -1 +1 @@\n-a\n+b',
    'To: a\nSubject: b\n\nbody',
    '\u202etxt.exe',
    'https://a.example/',
    '2026-11-29T10:00:00Z',
  ),
);
const anyValue = fc.object({
  key: anyText,
  values: [anyText, fc.double(), fc.boolean(), fc.constant(null)],
  maxDepth: 4,
});

/** Every text in a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

const squeezed = (text: string) => text.replace(/[\s⏎⇥│]/g, '');

describe('the lines of a content tree', () => {
  it('contain every text completely', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const all = squeezed(contentLines(contentOf(value), PLAIN).join(''));
        // A header of an e-mail becomes a label and a value, and a diff has numbers between its lines.
        for (const part of textsIn(value).flatMap((text) => text.split(/\r\n|\n|\r|: /)))
          expect(all).toContain(squeezed(visibleLine(part)));
      }),
      { numRuns: MOST },
    );
  });

  it('are not wider than the terminal', () => {
    fc.assert(
      fc.property(anyValue, fc.constantFrom(60, 80, 120), (value, width) => {
        for (const line of contentLines(contentOf(value), { ...PLAIN, width }))
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
      }),
      { numRuns: MOST },
    );
  });

  it('contain no character that a reader cannot see', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(contentLines(contentOf(value), PLAIN).join('')).not.toMatch(
          /[\p{Cc}\p{Cs}\u200b-\u200f\u202a-\u202e]/u,
        );
      }),
      { numRuns: MOST },
    );
  });
});

describe('the exact JSON of a value', () => {
  it('has the same value, and shows every character', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const json = exactJson(value);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: MOST },
    );
  });
});
