import { defined } from '../../contract/defined';
import type { Duration } from '../../contract/duration';
import { ConfirmationSchema, type RequestInput } from '../../contract/request';
import { checked, checkedDuration } from '../input';
import { readContent, type RequestedApproval, startRequest } from '../requests/start';
import type { Session } from '../temporal/session';

export const DEFAULT_TIMEOUT = '60s';

/** What a caller gives to request a confirmation. */
export type ConfirmationInput = RequestInput & {
  /** What the person reads: what will happen. */
  message: string;
  /** People and teams; any one of them confirms. Default: the requester. */
  confirmer?: string | string[];
  /** The text that the person must type exactly to confirm. */
  confirmValue?: string;
  /** The request expires after this time. Default `'60s'`. */
  timeout?: Duration;
};

/**
 * Requests a confirmation. Policies do not apply, and the requester may confirm its own request. Otherwise it works like
 * `requestApproval`, and throws the same errors.
 */
export async function requestConfirmation(
  session: Session,
  input: ConfirmationInput,
): Promise<RequestedApproval> {
  const { message, confirmer, confirmValue, timeout, ...rest } = (input ?? {}) as Partial<ConfirmationInput>;
  const content = readContent(rest);
  const confirmation = checked(
    ConfirmationSchema,
    {
      message,
      confirmers: [confirmer ?? content.requesterId].flat(),
      ...defined({ confirmValue }),
      expireAfter: checkedDuration(timeout ?? DEFAULT_TIMEOUT, 'timeout'),
    },
    'confirmation',
  );
  return startRequest(session, { content, confirmation }, rest.id);
}
