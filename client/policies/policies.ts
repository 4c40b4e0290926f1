import type { DryRun, PoliciesView } from '../../contract/policies';
import type { RequestInput } from '../../contract/request';
import { Manager } from '../manager';
import { getPolicies, type PoliciesOptions } from './ask-policies';
import { dryRun } from './dry-run';

/**
 * Reads the rules as a worker has them, and tries out what they would say of a request.
 *
 * ```ts
 * const policies = await Policies.connect();
 * const { status, approvers } = await policies.dryRun({ action: 'transfer_funds', requesterId: 'user-123' });
 * ```
 */
export class Policies extends Manager {
  /** See {@link getPolicies}. */
  get(options?: PoliciesOptions): Promise<PoliciesView> {
    return getPolicies(this.session, options);
  }

  /** See {@link dryRun}. */
  dryRun(input: RequestInput, options?: PoliciesOptions): Promise<DryRun> {
    return dryRun(this.session, input, options);
  }
}
