/*
 * Makes new inputs from known ones. All choices come from a seeded generator, so that a run can be repeated.
 */

export interface Random {
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number;
  one<T>(from: readonly T[]): T;
}

/** A generator with this seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number) => Math.floor(next() * below);
  return { int, one: (from) => from[int(from.length)] as (typeof from)[number] };
}

/** Parts of formats, and characters that are treated specially somewhere. */
const PARTS = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    '\\',
    '\\u0000',
    '\\ud800',
    '{"":',
    '"__proto__":',
    '"constructor":',
  ],
  ...[
    '"toString"',
    'null',
    'true',
    '-0',
    '1e999',
    '9007199254740993',
    '0.1000000000000000055',
    '1e-400',
    '""',
  ],
  ...['&', '=', '%', '%00', '%2', '%25', '+', ';', '?', '#', '/', '//', '\\\\', '..', '~0', '~1', '~2', '-'],
  ...[
    '<',
    '>',
    '</',
    '<!--',
    '<script>',
    '&lt;',
    "'",
    '`',
    '```',
    '$',
    '${',
    '{{',
    '|',
    '*',
    '**',
    '_',
    '@',
    '!',
  ],
  ...[
    '\n',
    '\r',
    '\r\n',
    '\t',
    ' ',
    '\0',
    '\u001b[2J',
    '\u200b',
    '\u202e',
    '\ud83d',
    '\ude00',
    '\ufeff',
    'é',
    '😀',
  ],
  ...[
    '--- a\n+++ b\n',
    '@@ -1,2 +1,2 @@\n',
    '+',
    'https://',
    'data:',
    'javascript:',
    '=?utf-8?B?',
    '.',
    '0',
    '9',
  ],
];

const MAX_LENGTH = 4_096;

/** A changed copy of an input, made by one to four changes. @param others inputs from which it may take parts */
export function mutated(input: string, others: readonly string[], random: Random): string {
  let text = input;
  for (let changes = 1 + random.int(4); changes > 0; changes--) text = changedOnce(text, others, random);
  return text.slice(0, MAX_LENGTH);
}

function changedOnce(text: string, others: readonly string[], random: Random): string {
  const at = random.int(text.length + 1);
  const end = Math.min(text.length, at + 1 + random.int(8));
  const [before, within, after] = [text.slice(0, at), text.slice(at, end), text.slice(end)];
  switch (random.int(7)) {
    case 0:
      return before + after;
    case 1:
      return before + random.one(PARTS) + within + after;
    case 2:
      return before + random.one(PARTS) + after;
    case 3:
      return before + within.repeat(2 + random.int(6)) + after;
    case 4:
      return before + String.fromCharCode(random.int(0x10000)) + after;
    case 5: {
      const other = random.one(others);
      return before + other.slice(random.int(other.length + 1));
    }
    default:
      return before + [...within].reverse().join('') + after;
  }
}

/** Fragments that a long input repeats. `#` becomes a number, so that keys and names differ. */
const FRAGMENTS = [
  ...PARTS,
  'a',
  'A',
  'aA',
  'a b',
  'a=1&',
  'k#=1&',
  '"k#":1,',
  '"K_#":"v",',
  '{"a":',
  '[1,',
  'x\n',
  '- a\n',
  'a: b\n',
];

/** A long input: the beginning of a known one, a fragment many times, and the end of the known one. */
export function long(input: string, fragment: string, times: number, at: number): string {
  let middle = '';
  for (let index = 0; index < times; index++) middle += fragment.replaceAll('#', `${index}`);
  return input.slice(0, at) + middle + input.slice(at);
}

export function fragment(random: Random): string {
  return random.one(FRAGMENTS);
}
