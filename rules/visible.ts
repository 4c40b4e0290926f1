/**
 * What an agent or a person wrote, made safe to show to whoever decides: nothing in it hides, turns the text around,
 * or is rendered. Pure, for clients, workflows and pages alike.
 */

/**
 * Characters that cannot be seen: controls, format characters (zero-width, bidirectional, tags), separators,
 * lone surrogates, private use, and what a font may leave out. Tab and line feed are let through.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** A heart or a warning sign with its colour is an emoji and not a trick. */
const emojiColour = /\p{Extended_Pictographic}$/u;

/** The text with what cannot be seen written out, such as `⟨U+202E⟩`. Tabs and line feeds stay. */
export function visible(text: string): string {
  return text.replace(unseen, (character, at: number) => {
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
