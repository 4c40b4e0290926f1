import type { RequestRecord } from '../../contract/record';
import type { RequestInput } from '../../contract/request';
import type { Verdict } from '../../contract/verdict';
import { cancel, type CancelOptions, decide, type DecideOptions } from './decide';
import type { RequestFilter } from './list-query';
import { countRequests, type ListOptions, listRequests, type RequestList } from './list-requests';
import { Manager } from '../manager';
import { getRequest } from './read-request';
import { requestApproval } from './request-approval';
import { type ConfirmationInput, requestConfirmation } from '../confirmations/request-confirmation';
import type { RequestView } from './request-without-worker';
import type { RequestedApproval, SubmitOptions } from './start-request';
import { waitForEnd, type WaitOptions } from '../temporal/wait';
import { REQUEST } from './request-kind';
import { waitForApproval } from './wait-for-approval';

/**
 * Requests approvals, waits for them, decides them and lists them, from anywhere that reaches Temporal.
 *
 * ```ts
 * const approvals = await ApprovalManager.connect();
 * const request = await approvals.requestApproval({ action: 'transfer_funds', requesterId: 'user-123' });
 * const result = await approvals.waitForApproval(request.id, { timeout: '1h' });
 * ```
 */
export class ApprovalManager extends Manager {
  /** See {@link requestApproval}. */
  requestApproval(input: RequestInput, options?: SubmitOptions): Promise<RequestedApproval> {
    return requestApproval(this.session, input, options);
  }

  /** See {@link requestConfirmation}. */
  requestConfirmation(input: ConfirmationInput): Promise<RequestedApproval> {
    return requestConfirmation(this.session, input);
  }

  /** See {@link decide}. */
  approve(id: string, options: DecideOptions): Promise<Verdict> {
    return decide(this.session, id, 'approve', options);
  }

  /** See {@link decide}. Needs a `reason`, unless it is a confirmation. */
  reject(id: string, options: DecideOptions): Promise<Verdict> {
    return decide(this.session, id, 'reject', options);
  }

  /** See {@link cancel}. */
  cancel(id: string, options: CancelOptions): Promise<Verdict> {
    return cancel(this.session, id, options);
  }

  /** See {@link getRequest}. */
  getRequest(id: string): Promise<RequestView> {
    return getRequest(this.session, id);
  }

  /** See {@link waitForApproval}. */
  waitForApproval(id: string, options?: WaitOptions): Promise<RequestRecord> {
    return waitForApproval(this.session, id, options);
  }

  /**
   * Waits as `waitForApproval` does, and answers with the record also where the request could not be planned: its
   * `end.error` says why.
   */
  waitForEnd(id: string, options?: WaitOptions): Promise<RequestView> {
    return waitForEnd(this.session, REQUEST, id, options);
  }

  /** See {@link listRequests}. */
  listRequests(options?: ListOptions): Promise<RequestList> {
    return listRequests(this.session, options);
  }

  /** See {@link countRequests}. */
  countRequests(filter?: RequestFilter): Promise<number> {
    return countRequests(this.session, filter);
  }
}
