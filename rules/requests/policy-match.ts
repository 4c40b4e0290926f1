import type { Policy } from '../../contract/config/policy';
import type { RequestContent } from '../../contract/request';
import { isEverything, matchesAny } from '../glob';

/**
 * Whether the policy's `actions` and `resources` globs match the request (design rule 1). `roundabout` says that an
 * `allow` would cover the resource as it is written, but the resource could mean another one, so that it must not.
 */
export type Coverage = 'yes' | 'no' | 'roundabout';

/**
 * A resource can name another one than it seems to, such as `dev/../prod/x`. `require` and `deny` cover it by any of
 * its readings; `allow` covers it only by a glob without wildcards that is the resource as written, or by everything.
 */
export function covers(policy: Policy, content: RequestContent): Coverage {
  if (policy.actions !== undefined && !matchesAny(policy.actions, content.action)) return 'no';
  const { resources } = policy;
  if (resources === undefined || resources.some(isEverything)) return 'yes';
  const resource = content.resource ?? '';
  const { isRoundabout, readings } = readResource(resource);
  if (policy.effect !== 'allow')
    return readings.some((reading) => matchesAny(resources, reading)) ? 'yes' : 'no';
  if (!matchesAny(resources, resource)) return 'no';
  return isRoundabout && !resources.includes(resource) ? 'roundabout' : 'yes';
}

/** Why an `allow` does not cover a resource, for the plan. */
export const AMBIGUOUS_RESOURCE =
  "the resource has '..', '.' or empty segments, encoded characters, backslashes or look-alikes of '.' and '/', " +
  'so that it could mean another one: no wildcard of an allow covers it';

interface ResourceReading {
  /** Whether the resource could name another one than it seems to. */
  isRoundabout: boolean;
  /** The resource as written, and what it could mean. */
  readings: string[];
}

/**
 * What a resource could mean to the program that uses it: percent escapes decoded, however often they are encoded,
 * look-alikes replaced, `\` taken as `/`, `.` and `..` resolved, with empty segments kept (as in URLs) or not (as in
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
    isRoundabout:
      CONTROLS.test(resource) ||
      separators(plain) !== separators(resource) ||
      segments.some(isDots) ||
      segments.slice(1, -1).includes(''),
    readings: [...new Set(readings)],
  };
}

/** The dots and slashes, which must be the same in what is shown and in what is meant. */
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

/** The segment as servers read it that ignore spaces at its end, and what follows `;`, `?` or `#`. */
function dotsOf(segment: string): string {
  return segment.replace(/[;?#].*$/s, '').trim();
}

/** Slashes and dots that NFKC leaves alone. */
const SLASHES = /[\u2044\u2215\u29F8\u2571\u27CB\u1735\\\u2216\u29F5\u29F9\u2572\u27CD]/g;
const DOTS = /[\u06D4\u0701\u0702\uA4F8\uA60E\u{10A50}\u{1D16D}]/gu;

/** Programs drop these characters, or stop at them. */
const CONTROLS = /[\u0000-\u001f\u007f]/;

/** The same characters for what may be read alike. */
function unify(text: string): string {
  let decoded = text;
  // Each turn shortens the text.
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

/** Overlong UTF-8, which careless decoders take. */
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
