import { ApprovalManager } from '../requests/approval-manager';

let shared: Promise<ApprovalManager> | undefined;

/**
 * The manager of those who gave none: connected as the environment says, at its first use, and kept. One that could not
 * connect is tried again at the next use.
 *
 * @throws what `ApprovalManager.connect` throws
 */
export function sharedManager(): Promise<ApprovalManager> {
  shared ??= ApprovalManager.connect().catch((error: unknown) => {
    shared = undefined;
    throw error;
  });
  return shared;
}
