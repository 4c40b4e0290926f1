/*
 * What a text is: one line of words, an id, a time, a link, an e-mail, or a block in some language. The characters
 * decide. If they allow several readings, the key decides. A wrong guess changes only the colours: every form shows the
 * same text.
 */

/** The languages that are coloured. */
export type CodeLanguage = 'diff' | 'sql' | 'json' | 'shell' | 'yaml' | 'html' | 'base64';

/** A text as people read it. */
export type TextContent =
  | { kind: 'words'; text: string }
  /** An id, an IBAN, a hash: characters that people compare one by one. */
  | { kind: 'code'; text: string }
  /** A time in ISO 8601 with a zone. */
  | { kind: 'time'; text: string }
  | { kind: 'link'; text: string; host: string }
  /** A text of several lines, or a long one. */
  | { kind: 'block'; text: string; language?: CodeLanguage; lines: number; characters: number };

type TextForm = TextContent | { kind: 'email'; headers: [name: string, value: string][]; body: string };

/** A longer line is a block, which wraps. */
const MAX_LINE_LENGTH = 200;

/** The form of a text that is not empty. @param key the key under which it stands */
export function textForm(text: string, key = ''): TextForm {
  const lines = countLines(text);
  if (lines > 1) {
    const mail = emailOf(text);
    if (mail !== undefined) return mail;
  }
  const language = languageOf(text, key);
  if (lines > 1 || text.length > MAX_LINE_LENGTH || language !== undefined)
    return {
      kind: 'block',
      text,
      ...(language !== undefined && { language }),
      lines,
      characters: countCharacters(text),
    };
  if (isTime(text)) return { kind: 'time', text };
  const host = hostOf(text);
  if (host !== undefined) return { kind: 'link', text, host };
  return { kind: isCode(text, key) ? 'code' : 'words', text };
}

/** The lines of a text. A line feed at the end ends the last line and begins none. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  return lines;
}

/** What is special about the line breaks of a text. Undefined if all are line feeds. */
export function lineBreakNote(text: string): string | undefined {
  const breaks = new Set(text.match(/\r\n|\n|\r/g));
  if (breaks.size > 1) return 'mixed line breaks';
  return breaks.has('\r\n') ? 'CRLF line breaks' : breaks.has('\r') ? 'CR line breaks' : undefined;
}

function countLines(text: string): number {
  return linesOf(text).length;
}

/** Counts a pair of surrogates as one character. */
function countCharacters(text: string): number {
  return text.length - (text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;

function isTime(text: string): boolean {
  return TIME.test(text) && !Number.isNaN(Date.parse(text));
}

/** The host of a web address. Undefined for any other text. */
function hostOf(text: string): string | undefined {
  if (!/^https?:\/\/\S+$/i.test(text)) return undefined;
  try {
    return new URL(text).host;
  } catch {
    return undefined;
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const HEX = /^(0x|sha256:)?[0-9a-f]{12,}$/i;
const IBAN = /^[A-Z]{2}\d{2}( ?[A-Z0-9]){11,30}$/;
const CODE_KEY =
  /(^|_|-)(id|iban|bic|hash|sha|digest|token|key|sku|ref|reference|account|path|file)$|(Id|Iban|Hash|Ref|Path)$/i;

function isCode(text: string, key: string): boolean {
  if (/\s/.test(text) && !IBAN.test(text)) return false;
  return UUID.test(text) || HEX.test(text) || IBAN.test(text) || CODE_KEY.test(key);
}

/** The language of a block. Undefined for prose. */
function languageOf(text: string, key: string): CodeLanguage | undefined {
  const says = (names: RegExp) => names.test(key);
  if (isDiff(text)) return 'diff';
  if (isJson(text)) return 'json';
  if (/^\s*<(!doctype|[a-z][\w-]*[\s>/])/i.test(text) && /<\/[a-z][\w-]*\s*>|\/>/i.test(text)) return 'html';
  if (isSql(text, says(/(sql|query|statement)s?$/i))) return 'sql';
  if (
    /^#!.*\b(ba|z|da|k)?sh\b/.test(text) ||
    (says(/^(command|cmd|script|shell|bash|run)$/i) && !/[{}]\s*$/.test(text))
  )
    return 'shell';
  if (isYaml(text, says(/(ya?ml|manifest)$/i))) return 'yaml';
  return isBase64(text) ? 'base64' : undefined;
}

/** A long path or one repeated letter has the same characters, but seldom capitals, small letters and digits. */
function isBase64(text: string): boolean {
  if (text.length <= MAX_LINE_LENGTH || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return false;
  return /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text);
}

/** A unified diff: a hunk header, or the two file headers. */
function isDiff(text: string): boolean {
  return /^@@ -\d+(,\d+)? \+\d+(,\d+)? @@/m.test(text) || /^--- .*\r?\n\+\+\+ /m.test(text);
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const SQL =
  /^(select|insert\s+into|update|delete\s+from|create|alter|drop|with|merge|truncate|grant|revoke|begin|explain)\b/i;
/** A word that prose seldom has in this place. */
const SQL_CLAUSE =
  /\b(from|into|set|table|where|values|view|index|database|schema|role|on|as|transaction|select)\b/i;

function isSql(text: string, isSaid: boolean): boolean {
  const begins = SQL.test(withoutLeadingComments(text));
  return begins && (isSaid || (SQL_CLAUSE.test(text) && /[;=*()]/.test(text)));
}

/** The text after the SQL comments at its beginning. A loop, since an expression over many comments would take exponential time. */
function withoutLeadingComments(text: string): string {
  let at = 0;
  for (;;) {
    while (/\s/.test(text.charAt(at))) at += 1;
    const end = text.startsWith('--', at)
      ? text.indexOf('\n', at)
      : text.startsWith('/*', at)
        ? text.indexOf('*/', at + 2) + 1
        : 0;
    // No comment, or one without an end.
    if (end <= 0) return text.slice(at);
    at = end + 1;
  }
}

function isYaml(text: string, isSaid: boolean): boolean {
  const lines = linesOf(text).filter((line) => line.trim() !== '' && !/^\s*#/.test(line));
  if (lines.length < 2) return false;
  const fitting = lines.filter((line) => /^\s*(- |[\w."'/-]+:( |$)|---$)/.test(line)).length;
  return isSaid ? fitting > 0 : fitting === lines.length && lines.some((line) => /^[\w-]+:/.test(line));
}

const HEADER = /^([A-Z][A-Za-z-]*): (.*)$/;
const MAIL_HEADERS = new Set(['from', 'to', 'cc', 'bcc', 'subject', 'reply-to', 'date']);

/** An e-mail as a text: header lines with a subject and a recipient or sender, an empty line, a body. */
function emailOf(text: string): TextForm | undefined {
  const end = /\r?\n\r?\n/.exec(text);
  if (end === null) return undefined;
  const headers: [string, string][] = [];
  for (const line of text.slice(0, end.index).split(/\r?\n/)) {
    const [, name, value] = HEADER.exec(line) ?? [];
    if (name === undefined || value === undefined || !MAIL_HEADERS.has(name.toLowerCase())) return undefined;
    headers.push([name, value]);
  }
  const names = headers.map(([name]) => name.toLowerCase());
  if (!names.includes('subject') || !(names.includes('to') || names.includes('from'))) return undefined;
  const body = text.slice(end.index + end[0].length);
  return { kind: 'email', headers, body };
}
