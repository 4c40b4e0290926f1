import { visibleLine } from './visible';

/**
 * The text as one word of a POSIX shell. Ids and names are written by agents: a command that people copy must not
 * run what is in them.
 */
export function shellQuote(text: string): string {
  const shown = visibleLine(text);
  return /^[\w.@:/+-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
