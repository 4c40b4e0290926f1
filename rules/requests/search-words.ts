import type { RequestItem } from '../../contract/records/lists';

/*
 * Search by words: each word of the search must be the beginning of a word of the row, or a part of its id.
 */

/** The words of a text, in lower case and without accents. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** The searched texts of a row: its words, each after a space, and its id. */
export interface SearchedRow {
  words: string;
  id: string;
}

/** The part of a row that is searched: what it says, its requester, its run and its id. */
export function searchedRow({
  id,
  action,
  resource = '',
  description = '',
  message = '',
  requesterId,
  runId = '',
}: RequestItem): SearchedRow {
  return searchedTexts(id, [action, resource, description, message, requesterId, runId]);
}

/** The searched texts of a row: its id and the words of these texts. */
export function searchedTexts(id: string, texts: readonly string[]): SearchedRow {
  return { words: ` ${wordsOf([...texts, id].join(' ')).join(' ')}`, id: id.toLowerCase() };
}

/** Scripts that are written without spaces between the words. */
const WITHOUT_SPACES = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u;

/** A test whether a row has all of these words. Words come from {@link wordsOf}. */
export function havingWords(words: readonly string[]): (row: SearchedRow) => boolean {
  const parts = words.map((word) => ({ word, part: WITHOUT_SPACES.test(word) ? word : ` ${word}` }));
  return (row) => parts.every(({ word, part }) => row.words.includes(part) || row.id.includes(word));
}
