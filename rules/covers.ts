import picomatch from 'picomatch';
import type { Policy } from '../contract/policy';
import type { RequestContent } from '../contract/request';

/**
 * Whether the policy's `actions` and `resources` globs match the request (design rule 1).
 * `*` stays within one `/` segment, `**` crosses them, and a lone `*` matches everything.
 */
export function covers(policy: Policy, content: RequestContent): boolean {
  return matches(policy.actions, content.action) && matches(policy.resources, content.resource ?? '');
}

function matches(globs: string[] | undefined, value: string): boolean {
  return globs === undefined || globs.some((glob) => glob === '*' || picomatch(glob, { dot: true })(value));
}
