import { utf8Bytes } from '../contract/limits';

/*
 * Makes texts of agents and people safe to show to a person who decides: nothing is hidden, reversed or rendered.
 */

/**
 * Invisible characters: controls, format characters (zero-width, bidirectional, tags), separators, lone surrogates, private
 * use, and characters that a font may leave out.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** An emoji may be followed by a variation selector (U+FE0F), which gives it its colour. */
const emojiColour = /\p{Extended_Pictographic}$/u;

/**
 * The text with its invisible characters replaced, line feeds and tabs too. The expression is not exported: the sandbox of
 * workflows freezes what preloaded modules export, and a frozen expression with the flag `g` throws.
 */
export function replaceInvisible(text: string, replace: (character: string, at: number) => string): string {
  return text.replace(invisible, replace);
}

/** The text with invisible characters written as `⟨U+202E⟩`. Tabs and line feeds stay. */
export function visible(text: string): string {
  return replaceInvisible(text, (character, at: number) => {
    if (character === '\n' || character === '\t') return character;
    if (character === '\uFE0F' && emojiColour.test(text.slice(Math.max(0, at - 2), at))) return character;
    const code = character.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}

/** The text as one line, with invisible characters, line feeds and tabs made visible. */
export function visibleLine(text: string): string {
  return visible(text).replace(/\n/g, ' ⏎ ').replace(/\t/g, ' ⇥ ');
}

/** The text as one line that also shows the spaces at its ends, for a value that people compare. */
export function exactLine(text: string): string {
  // Loops, since `/ +$/` takes quadratic time on spaces that another character follows.
  let start = 0;
  while (text[start] === ' ') start += 1;
  let end = text.length;
  while (end > start && text[end - 1] === ' ') end -= 1;
  return visibleLine('␣'.repeat(start) + text.slice(start, end) + '␣'.repeat(text.length - end));
}

/** The text as one line of Markdown that shows exactly this text: its markup, links, images and HTML are escaped. */
export function escapeMarkdown(text: string): string {
  return visibleLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_~[\](){}#!|]/g, '\\$&')
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2');
}

/** The lines of a text, each with a bar before it. In a terminal it then cannot imitate the output around it. */
export function barred(text: string): string[] {
  return visible(text)
    .split('\n')
    .map((line) => `  │ ${line}`);
}

/** The text as a Markdown code block. The fence is longer than any backticks in the text. */
export function fenced(text: string, language = ''): string {
  // Not `Math.max(...)`: more than 100,000 arguments overflow the stack.
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${visible(text)}\n${fence}`;
}

/**
 * The text as one word of a POSIX shell. Agents write ids and names, and a command that people copy must not execute what is
 * in them.
 */
export function shellQuote(text: string): string {
  const shown = visibleLine(text);
  return /^[\w.@:/+-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}

/**
 * The text of a file or of standard input, without its byte order mark. Editors on Windows write UTF-8 with a mark, and
 * PowerShell writes UTF-16 with one, but JSON, PEM and scripts do not allow the mark.
 */
export function fileText(content: Uint8Array | string): string {
  if (typeof content === 'string') return content.replace(/^\uFEFF/, '');
  const [first, second] = content;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(content);
}

/** The known name that `name` probably means: the closest one that differs by at most two letters, ignoring case. */
export function closestName(name: string, known: readonly string[]): string | undefined {
  const near = known.map((other) => ({ other, apart: distance(name.toLowerCase(), other.toLowerCase()) }));
  return near
    .filter(({ apart, other }) => apart <= 2 && apart < other.length)
    .sort((a, b) => a.apart - b.apart)[0]?.other;
}

/** The number of letters to insert, delete or change (Levenshtein). */
function distance(a: string, b: string): number {
  // Names with very different lengths are never close, and comparing them takes long.
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

/** A time in milliseconds since 1970 as an ISO 8601 text. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

const ELLIPSIS = '…';

/** The text in at most `bytes` bytes: a longer text is cut and ends with an ellipsis. */
export function truncateToBytes(text: string, bytes: number): string {
  if (utf8Bytes(text) <= bytes) return text;
  const room = bytes - utf8Bytes(ELLIPSIS);
  let kept = '';
  let size = 0;
  for (const character of text) {
    size += utf8Bytes(character);
    if (size > room) break;
    kept += character;
  }
  return kept + ELLIPSIS;
}

const TOOLS: Record<string, string> = {
  inbox: 'in the inbox',
  slack: 'in Slack',
  cli: 'with the CLI',
  api: 'through the API',
  terminal: 'in the terminal',
  sdk: 'with the SDK',
};

/** How a message was sent, as words after a verb: `in the inbox`, `with API key ci-bot`, `by signal`. Not escaped. */
export function channelText(via: string | undefined, transport: string): string {
  if (via === undefined) return `by ${transport}`;
  if (Object.hasOwn(TOOLS, via)) return TOOLS[via] as string;
  return via.startsWith('key ') ? `with API ${via}` : `with ${via}`;
}

/** A section of Markdown with a title and a list; nothing if the list is empty. */
export function section(title: string, items: string[]): string[] {
  return items.length === 0 ? [] : ['', `### ${title}`, '', ...items.map((item) => `- ${item}`)];
}

const MAX_LISTED_NAMES = 50;

/** At most 50 of these names: more would hide the sentence around them. */
export function listNames(names: string[]): string {
  const more = names.length - MAX_LISTED_NAMES;
  return `${names.slice(0, MAX_LISTED_NAMES).join(', ')}${more > 0 ? `, ${more} more` : ''}` || 'nobody';
}
