import type { Verdict } from '../../contract/decision';
import { defined } from '../../contract/defined';
import type { DecisionKind } from '../../contract/names';
import type { RequestInput, RequestRecord } from '../../contract/request';
import type { FormAnswer } from '../../contract/response-form';
import type { ApprovedAction, Claim, UseVerdict } from '../../contract/use';
import { type ConfirmationInput, requestConfirmation } from '../confirmations/request';
import { Manager } from '../manager';
import { read } from '../temporal/read';
import type { Session } from '../temporal/session';
import { pause } from '../temporal/timers';
import { waitForEnd, type WaitOptions } from '../temporal/wait';
import { asOutcome } from './as-outcome';
import { claim, type ClaimOptions } from './claim';
import {
  type AnyDecisionOptions,
  cancel,
  type CancelOptions,
  comment,
  type CommentOptions,
  decide,
  type DecideOptions,
  type EditOptions,
  type RespondOptions,
} from './decide';
import { REQUEST, type RequestView } from './entity';
import { countRequests, type ListOptions, listRequests, type RequestList } from './list';
import type { RequestFilter } from './query';
import { type OutcomeOptions, reportOutcome } from './report-outcome';
import { requireApproval, type RequireOptions } from './require';
import { requestApproval, type RequestedApproval, type SubmitOptions } from './start';
import { readUses } from './uses';

/**
 * Requests approvals, waits for them, decides them and lists them, from any program that can reach Temporal.
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

  /** Decides in the given way, as `approve`, `reject`, `edit` and `respond` do. See {@link decide}. */
  decide(id: string, decision: DecisionKind, options: AnyDecisionOptions): Promise<Verdict> {
    return decide(this.session, id, decision, options);
  }

  /** See {@link decide}. */
  approve(id: string, options: DecideOptions): Promise<Verdict> {
    return decide(this.session, id, 'approve', options);
  }

  /** See {@link decide}. Needs a `reason`, unless it is a confirmation. */
  reject(id: string, options: DecideOptions): Promise<Verdict> {
    return decide(this.session, id, 'reject', options);
  }

  /**
   * Approves changed arguments, where a policy allows it (design rule 21). See {@link decide}. The verdict is `superseded` if the
   * content is not the one that `expected` names.
   */
  edit(id: string, options: EditOptions): Promise<Verdict> {
    return decide(this.session, id, 'edit', options);
  }

  /** Answers instead of approving, where a policy allows it: the action does not run (design rule 22). See {@link decide}. */
  respond(id: string, options: RespondOptions): Promise<Verdict> {
    return decide(this.session, id, 'respond', options);
  }

  /** See {@link comment}. */
  comment(id: string, options: CommentOptions): Promise<Verdict> {
    return comment(this.session, id, options);
  }

  /** See {@link cancel}. */
  cancel(id: string, options: CancelOptions): Promise<Verdict> {
    return cancel(this.session, id, options);
  }

  /** See {@link claim}. */
  claim(id: string, options: ClaimOptions): Promise<Claim> {
    return claim(this.session, id, options);
  }

  /** See {@link reportOutcome}. */
  reportOutcome(id: string, options: OutcomeOptions): Promise<UseVerdict> {
    return reportOutcome(this.session, id, options);
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
   * Waits as `waitForApproval` does, but also returns the record of a request that could not be planned; `end.error` says why.
   */
  waitForEnd(id: string, options?: WaitOptions): Promise<RequestView> {
    return waitForEnd(this.session, REQUEST, id, options);
  }

  /**
   * Requests an approval, waits for it, claims it, runs `fn` and reports the outcome. `fn` runs at most once for one approval,
   * and gets what was approved, which a person may have changed.
   *
   * ```ts
   * await approvals.requireApproval(
   *   { action: 'transfer_funds', context: { amount: 15_000 }, requesterId: 'user-123' },
   *   ({ context, idempotencyKey }) => transfer(context, idempotencyKey),
   * );
   * ```
   *
   * @throws NotApproved when it was rejected, answered, expired or cancelled; with its `record`
   * @throws NotClaimed when the approval was used before, or may not be used any more; with the `claim`
   * @throws what `fn` throws, and the errors of `requestApproval`, `waitForApproval` and `claim`
   */
  requireApproval<Answer extends FormAnswer | undefined = FormAnswer | undefined, Result = unknown>(
    input: RequestInput,
    fn: (approved: ApprovedAction<Answer>) => Promise<Result> | Result,
    options: RequireOptions<Result> = {},
  ): Promise<Result> {
    return requireApproval(this.session, input, fn, options, (id, waiting) =>
      this.waitForApproval(id, waiting),
    );
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

/**
 * Reads a request. If it is open, the worker answers; without an answer within 2 s, the result holds what Temporal knows,
 * and `unknown` names the other fields. If it has ended, its record needs no worker. An approved request comes with its `use`.
 *
 * @throws RequestNotFound
 * @throws TemporalUnreachable
 */
async function getRequest(session: Session, id: string): Promise<RequestView> {
  const request = await read(session, REQUEST, id);
  return request.status === 'approved' ? withUse(session, request) : request;
}

/** How long to wait for the use of an approved request. The decision is shown without it. */
const USE_TIMEOUT_MS = 2_000;

async function withUse(session: Session, request: RequestView): Promise<RequestView> {
  const stop = new AbortController();
  const late = pause(USE_TIMEOUT_MS, stop.signal).then(() => Promise.reject(new Error('too late')));
  try {
    const uses = (await Promise.race([readUses(session, request.id), late])).map(({ use }) => use);
    const earlierUses = uses.length > 1 ? uses.slice(0, -1) : undefined;
    return { ...request, ...defined({ use: uses.at(-1), earlierUses }) };
  } catch {
    return { ...request, unknown: [...(request.unknown ?? []), 'use'] };
  } finally {
    stop.abort();
  }
}

/**
 * Waits until the request has ended, for seconds or weeks, through restarts of Temporal and with or without a worker.
 *
 * @throws WaitTimeoutError when `timeout` has passed; the request is unchanged (design rule 7)
 * @throws NoMatchingPolicy, UnreachableQuorum, EvidenceMissing when the request ended because it could not be planned
 * @throws RequestFailed when it failed in another way
 * @throws RequestNotFound, InvalidInput; and the signal's reason when it aborts
 */
async function waitForApproval(session: Session, id: string, options?: WaitOptions): Promise<RequestRecord> {
  return asOutcome(await waitForEnd(session, REQUEST, id, options));
}
