import { defined } from '../../contract/defined';
import { RequestFailed, UnreachableQuorum } from '../../contract/errors';
import type { ConfirmationOutcome, RequestRecord } from '../../contract/request';
import { contentHash } from '../../rules/digest';
import { decidedAlready } from '../../rules/requests/explain';
import type { ApprovalManager } from '../requests/approval-manager';
import type { RequestedApproval } from '../requests/start';

/** Why the call is not confirmed; `undefined` means that it is confirmed. */
export type Refusal = ConfirmationOutcome | undefined;

/**
 * Waits until the confirmation has ended. Only an approval of exactly what was requested confirms.
 *
 * @throws RequestFailed when its workflow failed, or its content is not what was requested; and what `waitForApproval` throws
 */
export async function waitForConfirmation(
  approvals: ApprovalManager,
  { id, contentHash: requested }: RequestedApproval,
  signal?: AbortSignal,
): Promise<Refusal> {
  try {
    const record = await approvals.waitForApproval(id, signal ? { signal } : {});
    if (record.status !== 'approved') return refusal(record);
    if (!isOf(record, requested))
      throw new RequestFailed(
        `${id}: the content that was confirmed differs from the content that was requested`,
      );
    return undefined;
  } catch (error) {
    // For example, the confirmer is an empty team.
    if (error instanceof UnreachableQuorum) return notConfirmed('cancelled', error.message, id);
    throw error;
  }
}

/** An outcome with its message. */
export function notConfirmed(
  status: ConfirmationOutcome['status'],
  why: string,
  id?: string,
): ConfirmationOutcome {
  return { status, ...defined({ id }), message: `Not confirmed, nothing was run: ${why}` };
}

function refusal(record: RequestRecord): ConfirmationOutcome {
  const status = record.status as ConfirmationOutcome['status'];
  return { ...notConfirmed(status, decidedAlready(record), record.id), record };
}

function isOf(record: RequestRecord, hash: string): boolean {
  const { kind, plan, confirmation } = record;
  return kind === 'confirmation' && plan?.contentHash === hash && contentHash(record, confirmation) === hash;
}
