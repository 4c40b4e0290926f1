import type { Policy } from '../../contract/config/policy';
import type { RequestContent } from '../../contract/request';
import { isEverything, matchesAny } from '../glob';

/**
 * Whether the policy's `actions` and `resources` globs match the request (design rule 1). `ambiguous`: an `allow` matches
 * the resource as it is written, but the resource could mean another one, so the `allow` does not apply.
 */
export type Coverage = 'yes' | 'no' | 'ambiguous';

/**
 * Whether the policy covers the request. A resource can name another one than it seems to: `dev/../prod/x` is `prod/x`.
 * `require` and `deny` cover it if any reading matches. `allow` covers it only by a glob that is the resource itself, or by
 * `*` and `**`.
 */
export function covers(policy: Policy, content: RequestContent): Coverage {
  if (policy.actions !== undefined && !matchesAny(policy.actions, content.action)) return 'no';
  const { resources } = policy;
  if (resources === undefined || resources.some(isEverything)) return 'yes';
  const resource = content.resource ?? '';
  const { isAmbiguous, readings } = readResource(resource);
  if (policy.effect !== 'allow')
    return readings.some((reading) => matchesAny(resources, reading)) ? 'yes' : 'no';
  if (!matchesAny(resources, resource)) return 'no';
  return isAmbiguous && !resources.includes(resource) ? 'ambiguous' : 'yes';
}

/** Why an `allow` does not cover an ambiguous resource. The plan shows it. */
export const AMBIGUOUS_RESOURCE =
  "the resource has '..', '.' or empty segments, encoded characters, backslashes or characters that look like '.' or '/', " +
  'so it could mean another resource: a wildcard of an allow policy does not cover it';

interface ResourceReading {
  /** Whether the resource could name another one than it seems to. */
  isAmbiguous: boolean;
  /** The resource as written, and everything that it could mean. */
  readings: string[];
}

/**
 * Everything that a resource could mean to the program that uses it: percent escapes decoded until none is left,
 * look-alike characters replaced, `\` read as `/`, `.` and `..` resolved, empty segments kept (as in URLs) and dropped (as in
 * paths). `https://` at the start is not an empty segment.
 */
export function readResource(resource: string): ResourceReading {
  const plain = unify(resource);
  const [, scheme = '', path = ''] = /^([a-z][a-z0-9+.-]*:\/\/)?(.*)$/is.exec(plain) ?? [];
  const segments = path.split('/');
  const full = resolve(segments.filter(Boolean));
  const readings = [
    resource,
    plain,
    scheme + resolve(segments),
    scheme + full,
    ...(path.startsWith('/') ? [`${scheme}/${full}`] : []),
    resolve(plain.split('/').filter(Boolean)),
    resolve(segments.map((segment) => segment.replace(/;.*$/s, '')).filter(Boolean)),
  ];
  return {
    isAmbiguous:
      CONTROLS.test(resource) ||
      separators(plain) !== separators(resource) ||
      segments.some(isDots) ||
      segments.slice(1, -1).includes(''),
    readings: [...new Set(readings)],
  };
}

/** The dots and slashes of a text. If decoding changes them, the resource means another path than it shows. */
function separators(text: string): string {
  return text.replace(/[^./]/g, '');
}

function resolve(segments: string[]): string {
  const resolved: string[] = [];
  for (const segment of segments) {
    const dots = dotsOf(segment);
    if (dots === '..') resolved.pop();
    else if (dots !== '.') resolved.push(segment);
  }
  return resolved.join('/');
}

function isDots(segment: string): boolean {
  return ['.', '..'].includes(dotsOf(segment));
}

/** The segment as some servers read it: without spaces at its end, and without what follows `;`, `?` or `#`. */
function dotsOf(segment: string): string {
  return segment.replace(/[;?#].*$/s, '').trim();
}

/** Characters that look like slashes and dots, and that NFKC does not change. */
const SLASHES = /[\u2044\u2215\u29F8\u2571\u27CB\u1735\\\u2216\u29F5\u29F9\u2572\u27CD]/g;
const DOTS = /[\u06D4\u0701\u0702\uA4F8\uA60E\u{10A50}\u{1D16D}]/gu;

/** Some programs drop these characters, others stop reading at them. */
const CONTROLS = /[\u0000-\u001f\u007f]/;

/** The text with escapes decoded and look-alike characters replaced. */
function unify(text: string): string {
  let decoded = text;
  // This ends: each turn makes the text shorter.
  for (let before = ''; before !== decoded;) {
    before = decoded;
    decoded = decodeOnce(before);
  }
  return decoded
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\u0000-\u001f\u007f]/gu, '')
    .replace(SLASHES, '/')
    .replace(DOTS, '.');
}

/** Overlong UTF-8. Some decoders accept it. */
const OVERLONG: Record<string, string> = { '%c0%ae': '.', '%c0%af': '/', '%c1%9c': '/' };

const ESCAPES =
  /%[0-7][0-9a-f]|%c0%a[ef]|%c1%9c|%u[0-9a-f]{4}|%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}/gi;

function decodeOnce(text: string): string {
  return text.replace(ESCAPES, (escape) => {
    const overlong = OVERLONG[escape.toLowerCase()];
    if (overlong !== undefined) return overlong;
    if (/^%u/i.test(escape)) return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
    try {
      return decodeURIComponent(escape);
    } catch {
      return escape;
    }
  });
}
