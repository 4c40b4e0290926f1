import type { z } from 'zod';
import { LEVELS } from '../contract/names';
import type { ConfigWarning } from '../rules/config-warnings';
import { closestName, truncateToBytes, visibleLine } from '../rules/text';
import { wrongTimeZone } from '../rules/time-zones';
import { keysAt, typesAt, valueAt } from './config-schemas';

type Issue = z.core.$ZodIssue;

/** A problem at one place of the config. */
interface Place {
  issue: Issue;
  path: PropertyKey[];
  value: unknown;
  /** The object or list that contains the value. */
  parent: unknown;
}

/** The problems of a config that does not fit the schema. Each has its path, and says what is there and what to write instead. */
export function configProblems(issues: readonly Issue[], written: unknown): ConfigWarning[] {
  return issues.flatMap(flatten).map((issue) => {
    const { path } = issue;
    const place = { issue, path, value: valueAt(written, path), parent: valueAt(written, path.slice(0, -1)) };
    return { path: toPath(path), message: explain(place, written) };
  });
}

/** A path as it is written in code, such as `policies[0].expireAfter`. */
export function toPath(path: readonly PropertyKey[]): string {
  const dotted = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return dotted.replace(/^\./, '') || '(the config itself)';
}

/** Returns the issues of one alternative of a union: the one that matched furthest, which is probably the one meant. */
function flatten(issue: Issue): Issue[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ ...issue, path: [...issue.path, key] }));
  if (issue.code !== 'invalid_union') return [issue];
  const deepest = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? [];
  if (depth(deepest) === 0 && !deepest.some(({ code }) => code === 'unrecognized_keys')) return [issue];
  return deepest.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] }));
}

function depth(issues: Issue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length));
}

function explain(place: Place, written: unknown): string {
  const { issue, path, value } = place;
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the other codes keep their message
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownKey(path, written);
    case 'invalid_type':
      return wrongType(place, issue.expected);
    case 'invalid_value':
      return wrongChoice(place, issue.values.map(String));
    case 'invalid_union':
      if (issue.discriminator !== undefined) return wrongChoice(place, typesAt(path.slice(0, -1), written));
      break;
    case 'too_small':
      if (isBuiltIn(issue))
        return `is ${shown(place)}, but must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
      break;
    case 'too_big':
      if (isBuiltIn(issue)) return `is ${shown(place)}, but must be at most ${issue.maximum}`;
  }
  if (value === undefined) return missing(place) ?? issue.message;
  if (path.at(-1) === 'timeZone' && typeof value === 'string') return wrongTimeZone(value);
  return issue.message.startsWith('must be ') ? `${issue.message}; it is ${shown(place)}` : issue.message;
}

/** Whether the message is zod's own, because the schema has none for this issue. */
function isBuiltIn({ message }: Issue): boolean {
  return /^(Invalid|Too) /.test(message);
}

function unknownKey(path: readonly PropertyKey[], written: unknown): string {
  const place = path.slice(0, -1);
  const name = String(path.at(-1));
  const known = keysAt(place, written);
  const below = known.find((key) => keysAt([...place, key], written).includes(name));
  const meant = closestName(name, known) ?? (below && `${below}.${name}`);
  const advice = meant === undefined ? `Known keys: ${known.join(', ')}` : `Did you mean '${meant}'?`;
  return `is not a known key. ${advice}`;
}

const KINDS: Record<string, string> = {
  array: 'a list: [...]',
  object: 'an object: { ... }',
  record: 'an object: { ... }',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function wrongType(place: Place, expected: string): string {
  const { issue, value, parent, path } = place;
  if (
    value === undefined &&
    expected === 'string' &&
    Object.hasOwn(Object(parent) as object, path.at(-1) ?? '')
  )
    return 'is undefined, but must be a text: if it comes from an environment variable (process.env.NAME), the variable is not set';
  if (value === undefined && path.length > 0)
    return (
      missing(place) ?? (isBuiltIn(issue) ? `is needed: write ${KINDS[expected] ?? expected}` : issue.message)
    );
  if (Number.isNaN(value))
    return 'is NaN, but must be a number: if it comes from an environment variable (process.env.NAME), the variable is not set or is not a number';
  if (!isBuiltIn(issue)) return `${issue.message}; it is ${shown(place)}`;
  const example = correctForm(place, expected);
  const form = KINDS[expected] ?? expected;
  return `is ${shown(place)}, but must be ${example === undefined ? form : `${form.split(':')[0]}: write ${example}`}`;
}

/** The value as it is probably meant, in the form that is correct. */
function correctForm({ value, path }: Place, expected: string): string | undefined {
  if (expected === 'array' && typeof value === 'string')
    return isSecret(path) ? '[value]' : `[${quoted(value)}]`;
  if (path[0] === 'agents' && path.length === 2 && typeof value === 'function')
    return '{ step: yourFunction }';
  if (path[0] === 'levels' && path.length === 2) {
    if (typeof value === 'string') return `{ assignees: [${quoted(value)}] }`;
    if (Array.isArray(value))
      return `{ assignees: [${value.map((name) => quoted(String(name))).join(', ')}] }`;
  }
  if (path.length === 0) return 'export default defineConfig({ ... })';
  if (
    expected === 'number' &&
    typeof value === 'string' &&
    value.trim() !== '' &&
    Number.isFinite(Number(value))
  )
    return String(Number(value));
  if (expected === 'boolean' && (value === 'true' || value === 'false')) return `${value}, without quotes`;
  return undefined;
}

const THRESHOLDS: Record<string, string> = {
  confidence_low: '0.5',
  error_count: '3',
  cost_exceeded: '10',
  time_exceeded: "'30m'",
};

/** The message for a key that is absent and whose form is known. */
function missing({ path, parent }: Place): string | undefined {
  const key = path.at(-1);
  const { type } = Object(parent) as { type?: string };
  if (path[0] !== 'triggers' || path.length !== 3) return undefined;
  if (key === 'threshold' && THRESHOLDS[type ?? ''] !== undefined)
    return `is needed by a trigger of type '${type}': write threshold: ${THRESHOLDS[type ?? '']}`;
  if (key === 'level')
    return `is needed, because a trigger escalates to a level: write level: '${LEVELS[0]}', or ${LEVELS.slice(1).join(', ')}`;
  return undefined;
}

function wrongChoice(place: Place, choices: string[]): string {
  const { value } = place;
  const list = choices.map(quoted).join(', ');
  if (value === undefined) return missing(place) ?? `is needed: write one of ${list}`;
  const meant = typeof value === 'string' ? closestName(value, choices) : undefined;
  return `is ${shown(place)}, but must be one of ${list}${meant === undefined ? '' : `: did you mean '${meant}'?`}`;
}

/** Values under these keys can be secret, so messages never contain them. */
const SECRET = /secret|token|smtp|url|key|issuer|temporalUi/i;

function isSecret(path: readonly PropertyKey[]): boolean {
  return path.some((part) => SECRET.test(String(part)));
}

function shown({ value, path }: Place): string {
  if (typeof value === 'string') {
    if (isSecret(path)) return value === '' ? 'empty: is its environment variable set?' : 'another text';
    return quoted(value);
  }
  if (typeof value === 'number' && isSecret(path)) return 'a number';
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

function quoted(text: string): string {
  return `'${truncateToBytes(visibleLine(text), 100)}'`;
}
