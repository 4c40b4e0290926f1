import type { Client } from '@temporalio/client';
import type { RequestRecord } from '../contract/record';
import type { RequestInput } from '../contract/request';
import type { Verdict } from '../contract/verdict';
import { connectClient, type ConnectOptions, type ManagerOptions, taskQueueOf } from './connect';
import { cancel, type CancelOptions, decide, type DecideOptions } from './decide';
import { checkedDuration } from './input-problem';
import type { RequestFilter } from './list-query';
import { countRequests, type ListOptions, listRequests, type RequestList } from './list-requests';
import { getRequest } from './read-request';
import { type RequestedApproval, requestApproval } from './request-approval';
import type { RequestView } from './request-without-worker';
import { KnownIds, type Session } from './session';
import { waitForApproval, type WaitOptions } from './wait';

const DEFAULT_PATIENCE = '5s';

/**
 * Requests approvals, waits for them, decides them and lists them, from anywhere that reaches Temporal.
 *
 * ```ts
 * const approvals = await ApprovalManager.connect();
 * const request = await approvals.requestApproval({ action: 'transfer_funds', requesterId: 'user-123' });
 * const result = await approvals.waitForApproval(request.id, { timeout: '1h' });
 * ```
 */
export class ApprovalManager {
  private readonly session: Session;
  private ownsConnection = false;

  /** Of a client that exists; it stays the caller's to close. */
  constructor(client: Client, { taskQueue, patience }: ManagerOptions = {}) {
    this.session = {
      client,
      taskQueue: taskQueueOf(taskQueue),
      patience: checkedDuration(patience ?? DEFAULT_PATIENCE, 'patience'),
      known: new KnownIds(),
    };
  }

  /** Connects by these options, else `TEMPORAL_*`, else temporal.toml. See {@link connectClient} for what it throws. */
  static async connect(options: ConnectOptions = {}): Promise<ApprovalManager> {
    checkedDuration(options.patience ?? DEFAULT_PATIENCE, 'patience');
    const manager = new ApprovalManager(await connectClient(options), options);
    manager.ownsConnection = true;
    return manager;
  }

  /** See {@link requestApproval}. */
  requestApproval(input: RequestInput): Promise<RequestedApproval> {
    return requestApproval(this.session, input);
  }

  /** See {@link decide}. */
  approve(id: string, options: DecideOptions): Promise<Verdict> {
    return decide(this.session, id, 'approve', options);
  }

  /** See {@link decide}. Needs a `reason`. */
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

  /** See {@link listRequests}. */
  listRequests(options?: ListOptions): Promise<RequestList> {
    return listRequests(this.session, options);
  }

  /** See {@link countRequests}. */
  countRequests(filter?: RequestFilter): Promise<number> {
    return countRequests(this.session, filter);
  }

  /** Closes the connection that `connect` opened; of a client that was given, nothing. */
  async close(): Promise<void> {
    if (this.ownsConnection) await this.session.client.connection.close();
  }
}
