import { isObject } from '../../contract/json';
import { labelOf } from './label';
import { type TextContent, textForm } from './text-form';

/*
 * How the arguments of a request are shown. The tree below has no markup, so that pages, terminal and messages show the
 * same structure. The tree is complete: the code that renders it folds what does not fit.
 */

/** A value as people read it. */
export type Content =
  | { kind: 'nothing'; word: 'null' | 'empty text' | 'empty list' | 'empty object' }
  | { kind: 'boolean'; value: boolean }
  /** `grouped`: the reader's language writes it. Thousands separators would mislead in a year or an id. */
  | { kind: 'number'; value: number; grouped: boolean }
  | TextContent
  | { kind: 'email'; headers: Entry[]; body?: Entry; rest: Entry[] }
  | { kind: 'object'; entries: Entry[] }
  /** A list of objects with the same keys. A cell is absent where the object lacks the key. */
  | { kind: 'table'; columns: Column[]; rows: (Content | undefined)[][] }
  | { kind: 'list'; items: Content[] };

/** One value of an object, with its key and a label for people. */
export interface Entry {
  key: string;
  label: string;
  content: Content;
}

export type Column = Pick<Entry, 'key' | 'label'>;

/** The content tree of a JSON value. @param key the key under which the value stands; it helps to tell what a text is */
export function describe(value: unknown, key = ''): Content {
  if (value === null || value === undefined) return { kind: 'nothing', word: 'null' };
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if (typeof value === 'number') return { kind: 'number', value, grouped: isGrouped(value, key) };
  if (typeof value === 'string') return describeText(value, key);
  if (Array.isArray(value)) return describeList(value, key);
  return describeObject(value);
}

/** From five digits on, and with a fraction; never for a number that is a name, such as a year, a port or an id. */
function isGrouped(value: number, key: string): boolean {
  const isWritten = Math.abs(value) >= 10_000 || !Number.isInteger(value);
  return isWritten && !/(id|year|port|code|zip|phone|number|no|pid|version)$/i.test(key);
}

function describeText(text: string, key: string): Content {
  if (text === '') return { kind: 'nothing', word: 'empty text' };
  const form = textForm(text, key);
  if (form.kind === 'email')
    return {
      kind: 'email',
      headers: form.headers.map(([name, value]) => ({
        key: name,
        label: name,
        content: { kind: 'words', text: value },
      })),
      body: { key: 'body', label: 'Body', content: describeText(form.body, 'body') },
      rest: [],
    };
  return form;
}

function describeList(items: unknown[], key: string): Content {
  if (items.length === 0) return { kind: 'nothing', word: 'empty list' };
  return table(items) ?? { kind: 'list', items: items.map((item) => describe(item, key)) };
}

/** A table with more columns is wider than a page. */
const MAX_COLUMNS = 12;

/** A table, if these are at least two objects that are alike and whose values fit into cells. */
function table(items: unknown[]): Content | undefined {
  if (items.length < 2 || !items.every(isObject)) return undefined;
  const keys = [...new Set(items.flatMap((item) => Object.keys(item)))];
  if (keys.length === 0 || keys.length > MAX_COLUMNS || !areAlike(items, keys)) return undefined;
  const rows = items.map((item) =>
    keys.map((key) => (Object.hasOwn(item, key) ? describe(item[key], key) : undefined)),
  );
  if (!rows.flat().every((cell) => cell === undefined || fitsIntoCell(cell))) return undefined;
  return { kind: 'table', columns: labelled(keys), rows: withNumbersAlike(rows, keys) };
}

/** Whether nine of ten objects have a key in common, and a third of the cells of a table would be filled. */
function areAlike(items: readonly object[], keys: readonly string[]): boolean {
  const counts = keys.map((key) => items.filter((item) => Object.hasOwn(item, key)).length);
  const filled = counts.reduce((sum, count) => sum + count, 0);
  return Math.max(...counts) * 10 >= items.length * 9 && filled * 3 >= keys.length * items.length;
}

/** Groups the digits of all numbers of a column in which one is grouped, so that they can be compared. */
function withNumbersAlike(rows: (Content | undefined)[][], keys: readonly string[]) {
  const isGroupedCell = (cell: Content | undefined) => cell?.kind === 'number' && cell.grouped;
  const isGroupedAt = keys.map((_, at) => rows.some((row) => isGroupedCell(row[at])));
  return rows.map((row) =>
    row.map((cell, at) => (cell?.kind === 'number' && isGroupedAt[at] ? { ...cell, grouped: true } : cell)),
  );
}

const MAX_CELL_LENGTH = 120;

function fitsIntoCell(content: Content): boolean {
  if ('text' in content) return content.kind !== 'block' && content.text.length <= MAX_CELL_LENGTH;
  return ['nothing', 'boolean', 'number'].includes(content.kind);
}

function describeObject(object: object): Content {
  const keys = Object.keys(object);
  if (keys.length === 0) return { kind: 'nothing', word: 'empty object' };
  const entries = labelled(keys).map(({ key, label }) => ({
    key,
    label,
    content: describe((object as Record<string, unknown>)[key], key),
  }));
  return email(entries) ?? { kind: 'object', entries };
}

const HEADERS = ['from', 'to', 'cc', 'bcc', 'replyto', 'reply_to', 'subject', 'date'];
const BODIES = ['body', 'text', 'html', 'content', 'message'];

/** An e-mail, if the object has a subject, a recipient and a body. */
function email(entries: Entry[]): Content | undefined {
  const isNamed = (names: string[]) => (entry: Entry) => names.includes(entry.key.toLowerCase());
  const headers = entries.filter(isNamed(HEADERS));
  const body = entries.find(isNamed(BODIES));
  const has = (name: string) => headers.some(isNamed([name]));
  if (!has('subject') || !(has('to') || has('from')) || body === undefined) return undefined;
  const rest = entries.filter((entry) => entry !== body && !headers.includes(entry));
  return { kind: 'email', headers, body, rest };
}

/** Keys with their labels. Keys whose labels would be the same are shown as they are. */
function labelled(keys: string[]): Column[] {
  const labels = keys.map(labelOf);
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return keys.map((key, index) => {
    const label = labels[index] ?? key;
    return { key, label: counts.get(label) === 1 ? label : key };
  });
}
