/**
 * What an agent or a person wrote, made safe to show to whoever decides: nothing in it hides, turns the text around,
 * or is rendered. Pure, for clients, workflows and pages alike.
 */

/**
 * Characters that cannot be seen: controls, format characters (zero-width, bidirectional, tags), separators,
 * lone surrogates, private use, and what a font may leave out. Tab and line feed are let through.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** A heart or a warning sign with its colour is an emoji and not a trick. */
const emojiColour = /\p{Extended_Pictographic}$/u;

/** The text with what cannot be seen written out, such as `⟨U+202E⟩`. Tabs and line feeds stay. */
export function visible(text: string): string {
  return text.replace(invisible, (character, at: number) => {
    if (character === '\n' || character === '\t') return character;
    if (character === '\uFE0F' && emojiColour.test(text.slice(Math.max(0, at - 2), at))) return character;
    const code = character.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}

/** The text as one visible line: line feeds and tabs are written out too. */
export function visibleLine(text: string): string {
  return visible(text).replace(/\n/g, ' ⏎ ').replace(/\t/g, ' ⇥ ');
}

/** The text as one line of Markdown that shows exactly it: no markup, link, image or HTML of its own. */
export function escapeMarkdown(text: string): string {
  return visibleLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_~[\](){}#!|]/g, '\\$&')
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2');
}

/** Text of several lines, each behind a bar: in a terminal it cannot pass for what stands around it. */
export function barred(text: string): string[] {
  return visible(text)
    .split('\n')
    .map((line) => `  │ ${line}`);
}

/** The text as a Markdown code block, whatever backticks it has in it. */
export function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${visible(text)}\n${fence}`;
}

/**
 * The text as one word of a POSIX shell. Ids and names are written by agents: a command that people copy must not
 * run what is in them.
 */
export function shellQuote(text: string): string {
  const shown = visibleLine(text);
  return /^[\w.@:/+-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}

/**
 * The text of a file or of standard input. Editors on Windows begin UTF-8 with a byte order mark, and PowerShell writes
 * UTF-16 with one: JSON, PEM and scripts do not allow the mark.
 */
export function fileText(content: Uint8Array | string): string {
  if (typeof content === 'string') return content.replace(/^\uFEFF/, '');
  const [first, second] = content;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(content);
}

/** The known name that `name` probably means: the nearest that differs by at most two letters, upper and lower case being alike. */
export function closestName(name: string, known: readonly string[]): string | undefined {
  const near = known.map((other) => ({ other, apart: distance(name.toLowerCase(), other.toLowerCase()) }));
  return near
    .filter(({ apart, other }) => apart <= 2 && apart < other.length)
    .sort((a, b) => a.apart - b.apart)[0]?.other;
}

/** The number of letters to insert, delete or change (Levenshtein). */
function distance(a: string, b: string): number {
  // Longer ones are never close, and would take long.
  if (Math.abs(a.length - b.length) > 2) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}

/** A time in milliseconds since 1970, as the record writes it. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
