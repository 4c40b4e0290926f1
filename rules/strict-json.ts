import { numberProblem } from '../contract/json';

export type StrictJson = { ok: true; value: unknown } | { ok: false; problem: string };

/**
 * Parses JSON text and refuses what `JSON.parse` would silently change: a number that a double cannot hold, and a key that
 * occurs twice in one object. The problem names the path and never repeats the text.
 *
 * @param root the path of the value itself, such as `context`
 */
export function parseJsonStrictly(text: string, root = ''): StrictJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: `${root || 'the text'} is not valid JSON` };
  }
  const problem = findJsonLoss(text, root);
  return problem === undefined ? { ok: true, value } : { ok: false, problem };
}

/** An object or an array that the scan is inside. */
interface Level {
  /** The keys so far; an array has none. */
  keys: Set<string> | undefined;
  at: string | number;
}

/**
 * What `JSON.parse` would lose: the first number that a double cannot hold or the first repeated key, with its path. Undefined
 * if nothing is lost. The text must be valid JSON.
 *
 * @param isForSchema whether a schema reads the value: zod silently drops the key `__proto__`, which then counts as lost
 */
export function findJsonLoss(text: string, root = '', isForSchema = false): string | undefined {
  // No recursion: a deeply nested text could overflow the stack.
  const levels: Level[] = [];
  let position = 0;
  while (position < text.length) {
    const char = text[position] as string;
    const level = levels.at(-1);
    if (char === '"') {
      const end = endOfString(text, position);
      if (level?.keys && isKey(text, end)) {
        const key = JSON.parse(text.slice(position, end)) as string;
        level.at = key;
        if (level.keys.has(key))
          return `${pathOf(levels, root)} appears twice in one object: send each key once`;
        if (isForSchema && key === '__proto__')
          return `${pathOf(levels, root)} is not allowed as a property name: use another one`;
        level.keys.add(key);
      }
      position = end;
    } else if (char === '-' || (char >= '0' && char <= '9')) {
      const end = endOfNumber(text, position);
      const problem = numberLoss(text.slice(position, end));
      if (problem !== undefined) return `${pathOf(levels, root)} ${problem}`;
      position = end;
    } else {
      if (char === '{') levels.push({ keys: new Set(), at: '' });
      else if (char === '[') levels.push({ keys: undefined, at: 0 });
      else if (char === '}' || char === ']') levels.pop();
      else if (char === ',' && typeof level?.at === 'number') level.at += 1;
      position += 1;
    }
  }
  return undefined;
}

function numberLoss(text: string): string | undefined {
  const value = Number(text);
  if (!Number.isFinite(value)) return 'is a number that is too large: send it as text';
  const problem = numberProblem(value);
  if (problem !== undefined) return problem;
  // A double holds any 15 digits exactly.
  if (text.length <= 15 && !/[eE]/.test(text)) return undefined;
  return decimal(text) === decimal(String(value))
    ? undefined
    : 'is a number with too many digits: send it as text';
}

/** The digits and the power of ten of a decimal number: the same text for every way to write the same number. */
function decimal(text: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = withoutLeadingZeros(whole + fraction);
  const digits = withoutTrailingZeros(all);
  if (digits === '') return '0';
  return `${sign}${digits}e${Number(exponent) - fraction.length + all.length - digits.length}`;
}

function withoutLeadingZeros(digits: string): string {
  let start = 0;
  while (digits[start] === '0') start += 1;
  return digits.slice(start);
}

/** A loop, since `/0+$/` takes quadratic time on zeros that another character follows. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

function endOfString(text: string, start: number): number {
  let position = start + 1;
  while (position < text.length && text[position] !== '"') position += text[position] === '\\' ? 2 : 1;
  return position + 1;
}

function endOfNumber(text: string, start: number): number {
  let position = start + 1;
  while (position < text.length && /[\d.eE+-]/.test(text[position] as string)) position += 1;
  return position;
}

/** Whether a colon follows: only keys are followed by a colon. */
function isKey(text: string, end: number): boolean {
  let position = end;
  while (/\s/.test(text[position] ?? '')) position += 1;
  return text[position] === ':';
}

function pathOf(levels: readonly Level[], root: string): string {
  const path = levels.reduce(
    (above, { at }) => (typeof at === 'number' ? `${above}[${at}]` : `${above}${above && '.'}${at}`),
    root,
  );
  return path === '' ? 'the value' : cut(path);
}

/** A path of limited length: a hostile text may nest deeply and have long keys. */
function cut(path: string): string {
  return path.length <= 200 ? path : `${path.slice(0, 199)}…`;
}
