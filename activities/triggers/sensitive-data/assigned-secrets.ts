import { type Span, spansOf } from './spans';

const NAME =
  'pass(?:word|wd|phrase|code)|(?<![a-z])pwd|secret(?:[_-]?(?:access[_-]?)?key)?|api[_-]?key|' +
  '(?:access|auth|refresh|session|bearer|id)[_-]?token|access[_-]?key|client[_-]?secret|private[_-]?key';

/** `password=hunter2`, `"api_key": "…"`; the value up to a space, a quote, a comma. */
const ASSIGNED = new RegExp(`(?:${NAME})["']?[ \\t]{0,3}(=|:)[ \\t]{0,3}["']?([^\\s"'\`,;&]{4,256})`, 'gi');

/** `https://ana:hunter2@example.com` */
const IN_URL = /:\/\/[^\s:/@]{0,256}:([^\s/@]{1,256})@/g;

const BEARER = /\bbearer[ \t]{1,3}(?=[a-z._~+/-]*\d)[\w.~+/-]{20,4096}=*/gi;
const BASIC = /\bauthorization["']?[ \t]{0,3}[:=][ \t]{0,3}["']?basic[ \t]{1,3}[\w+/-]{8,512}=*/gi;
/** The whole of a header's value. */
const BASIC_ALONE = /^basic [\w+/-]{8,512}={0,2}$/gi;

/** What stands where a secret will be, or was. */
const PLACEHOLDER =
  /^(?:[*x.•…#_-]+|[<$%{[(].*|=.*|(?:null|none|nil|true|false|undefined|required|optional|empty|redacted|masked|hidden|missing|invalid|incorrect|expired)[.)\]}]*)$/i;
/** `settings.PASSWORD`, `get_password()`: code that fetches a secret shows none. */
const CODE = /^[a-z_]\w*(?:\.[a-z_]\w*)+$|\(/i;

/** Secrets that are told by the name they are given, or by their place. */
export function findAssignedSecrets(text: string): Span[] {
  return [
    ...[...text.matchAll(ASSIGNED)].filter(isSecret).map(toSpan),
    ...[...text.matchAll(IN_URL)].filter(([, password = '']) => !PLACEHOLDER.test(password)).map(toSpan),
    ...spansOf(text, BEARER),
    ...spansOf(text, BASIC),
    ...spansOf(text, BASIC_ALONE),
  ];
}

/** After a colon there may be a sentence about passwords: only what no word looks like counts. */
function isSecret({ 1: sign, 2: value = '' }: RegExpExecArray): boolean {
  if (PLACEHOLDER.test(value) || CODE.test(value)) return false;
  return sign === '=' || (value.length >= 6 && /\d/.test(value) && /\D/.test(value));
}

function toSpan({ 0: found, index }: RegExpExecArray): Span {
  return [index, index + found.length];
}
