import picomatch from 'picomatch';
import type { Policy } from '../../contract/policy';
import type { RequestContent } from '../../contract/request';

const EVERYTHING = new Set(['*', '**']);

/**
 * Whether the policy's `actions` and `resources` globs match the request (design rule 1).
 * `*` stays within one `/` segment, `**` crosses them, and a lone `*` or `**` matches everything, also no resource. A
 * line feed is a character like any other. A resource may be written roundabout (`dev/../prod/x`): `require` and `deny`
 * cover it by either reading, `allow` only if it covers both.
 */
export function covers(policy: Policy, content: RequestContent): boolean {
  const resource = content.resource ?? '';
  const readings = [resource, straight(resource)].map((reading) => matches(policy.resources, reading));
  const isResourceCovered = policy.effect === 'allow' ? readings.every(Boolean) : readings.some(Boolean);
  return matches(policy.actions, content.action) && isResourceCovered;
}

function matches(globs: string[] | undefined, value: string): boolean {
  return (
    globs === undefined ||
    globs.some((glob) => EVERYTHING.has(glob) || picomatch(glob, { dot: true, flags: 's' })(value))
  );
}

/** The path without empty, `.` and `..` segments. */
function straight(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}
