import type { PoliciesAnswer, PoliciesInput } from '../../contract/policies';
import { tellPolicies } from '../proxies';

/** Tells the rules as the worker has them, and what they would say of a request. Requests nothing, tells nobody. */
export function hitlPolicies(input: PoliciesInput): Promise<PoliciesAnswer> {
  return tellPolicies(input ?? {});
}
