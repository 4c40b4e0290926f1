import { workflowInfo } from '@temporalio/workflow';
import { defined } from '../../contract/defined';
import type { Duration } from '../../contract/duration';
import {
  ArgumentsSchema,
  type Confirmation,
  type ConfirmationOutcome,
  ConfirmationSchema,
  RequestContentSchema,
} from '../../contract/request';
import type { OptionNames } from '../../contract/text';
import { decidedAlready } from '../../rules/requests/explain';
import { startWithFreeId } from '../core/children';
import { ConfirmationCancelledError } from './errors';
import { checked, checkedDuration, onlyKnown } from './input';
import { type CallOptions, nextRequestId, startRequest, waitForApproval } from './request-approval';

/** How a function is guarded. Options that are functions receive a copy of the call's arguments. */
export interface ConfirmationOptions<A extends unknown[], R> extends CallOptions {
  /** What the person reads: what will happen. */
  message: string | ((...args: A) => string);
  /** The people and teams who may confirm. One of them is enough. Default: `requesterId`. */
  confirmer?: string | string[];
  /** The person on whose behalf the function runs. */
  requesterId?: string;
  /** What will be done. Default: the function's name, or `confirm`. */
  action?: string;
  resource?: string;
  /** When the confirmation expires. Default `'60s'`. */
  timeout?: Duration;
  /** The person must type exactly this value to confirm. */
  confirmValue?: string | ((...args: A) => string);
  /** Called instead of the function when nobody confirmed; the call returns its result. Default: the call throws. */
  onCancel?: (outcome: ConfirmationOutcome, ...args: A) => R | Promise<R>;
}

const OPTIONS: OptionNames<ConfirmationOptions<unknown[], unknown>> = {
  message: true,
  confirmer: true,
  requesterId: true,
  action: true,
  resource: true,
  timeout: true,
  confirmValue: true,
  onCancel: true,
  taskQueue: true,
};

/**
 * Returns a function with the same arguments as `fn` that runs `fn` only after a person has confirmed. The confirmation is a
 * child of this workflow. The arguments must be JSON: they are copied first, and the person sees the same copy that `fn`
 * receives. `fn` runs at most once for one confirmation.
 *
 * @throws ConfirmationCancelledError when nobody confirmed and there is no `onCancel`
 * @throws InvalidInput that names the option
 */
export function requireConfirmation<A extends unknown[], R>(
  options: ConfirmationOptions<A, R>,
  fn: (...args: A) => R | Promise<R>,
): (...args: A) => Promise<R> {
  return async (...original) => {
    onlyKnown<object>(options, OPTIONS);
    const json = JSON.stringify(checked(ArgumentsSchema, withoutTrailingUndefined(original), 'arguments'));
    const args = () => JSON.parse(json) as A;
    const refusal = await requestAndWait(options, fn.name || 'confirm', args);
    if (refusal === undefined) return fn(...args());
    if (options.onCancel) return options.onCancel(refusal, ...args());
    throw new ConfirmationCancelledError(refusal);
  };
}

/** The arguments without those at the end that the caller left out. */
function withoutTrailingUndefined(args: unknown[]): unknown[] {
  return args.slice(0, args.findLastIndex((argument) => argument !== undefined) + 1);
}

async function requestAndWait<A extends unknown[], R>(
  options: ConfirmationOptions<A, R>,
  name: string,
  args: () => A,
): Promise<ConfirmationOutcome | undefined> {
  const { message, confirmer, requesterId, resource, confirmValue, timeout = '60s', action = name } = options;
  const { workflowId } = workflowInfo();
  const confirmers = [confirmer ?? requesterId ?? []].flat();
  if (confirmers.length === 0)
    return {
      status: 'cancelled',
      message: notRunMessage('there is nobody to ask; set confirmer or requesterId'),
    };
  const text = (from: string | ((...args: A) => string)) =>
    typeof from === 'string' ? from : from(...args());
  const confirmation: Confirmation = checked(
    ConfirmationSchema,
    {
      message: text(message),
      confirmers,
      expireAfter: checkedDuration(timeout, 'timeout'),
      ...(confirmValue !== undefined && { confirmValue: text(confirmValue) }),
    },
    'confirmation',
  );
  const content = checked(
    RequestContentSchema,
    {
      action,
      ...defined({ resource }),
      context: { arguments: args() },
      requesterId: requesterId ?? workflowId,
      runId: workflowId,
    },
    'confirmation',
  );
  const { id } = await startRequest(
    nextRequestId(action),
    { content, confirmation },
    options,
    startWithFreeId,
  );
  const record = await waitForApproval(id);
  if (record.status === 'approved') return undefined;
  // The confirmers of a confirmation can only approve and reject.
  const status = record.status === 'pending' || record.status === 'answered' ? 'cancelled' : record.status;
  return { status, id, message: notRunMessage(decidedAlready(record)), record };
}

function notRunMessage(why: string): string {
  return `Not confirmed, so nothing was run: ${why}`;
}
