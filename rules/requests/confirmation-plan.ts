import type { Config } from '../../contract/config';
import type { Confirmation } from '../../contract/confirmation';
import type { Plan } from '../../contract/plan';
import { reminders } from './reminder-plan';

/** The name that the requirement of a confirmation goes by, where an approval's has its policy's. */
export const CONFIRMATION = 'confirmation';

/** Why a confirmation was rejected, where nobody said more. */
export const DECLINED = 'declined';

/** The plan of a confirmation: any one of its confirmers, also the requester, whatever the policies say. */
export function confirmationPlan(
  config: Config,
  { confirmers, expireAfter }: Confirmation,
  digests: { configDigest: string; contentHash: string },
): Plan {
  const onExpiry = 'expire';
  return {
    ...digests,
    matched: [],
    ignored: [],
    requirements: [
      {
        policy: CONFIRMATION,
        stage: 1,
        approvers: [...new Set(confirmers)],
        quorum: 1,
        requireAll: false,
        allowSelfApproval: true,
        rejectionsToReject: 1,
        onExpiry,
      },
    ],
    expireAfter,
    expiryPolicy: CONFIRMATION,
    onExpiry,
    operators: config.operators,
    ...(config.decisions?.signed && { signed: true }),
    recheck: typeof config.directory === 'function',
    ...reminders(config, []),
  };
}
