import picomatch from 'picomatch';
import type { Policy } from '../contract/policy';
import type { RequestContent } from '../contract/request';

const EVERYTHING = new Set(['*', '**']);

/**
 * Whether the policy's `actions` and `resources` globs match the request (design rule 1).
 * `*` stays within one `/` segment, `**` crosses them, and a lone `*` or `**` matches everything, also no resource. A
 * line feed is a character like any other: with one in its name nothing slips past a policy.
 */
export function covers(policy: Policy, content: RequestContent): boolean {
  return matches(policy.actions, content.action) && matches(policy.resources, content.resource ?? '');
}

function matches(globs: string[] | undefined, value: string): boolean {
  return (
    globs === undefined ||
    globs.some((glob) => EVERYTHING.has(glob) || picomatch(glob, { dot: true, flags: 's' })(value))
  );
}
