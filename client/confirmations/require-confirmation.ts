import { ConfirmationCancelledError, InvalidInput } from '../../contract/errors';
import { snapshotArguments } from './argument-snapshot';
import { askConfirmation } from './ask-confirmation';
import { CONFIRMATION_OPTIONS, type ConfirmationOptions } from './confirmation-options';
import { checkedDuration, onlyKnown } from '../input-problem';
import { DEFAULT_TIMEOUT } from './request-confirmation';

/** A standard decorator of a method whose parameters begin as the options' functions expect. */
export type ConfirmedMethod<A extends unknown[], R> = <
  This,
  Args extends [...A, ...unknown[]],
  Out extends R,
>(
  method: (this: This, ...args: Args) => Promise<Out>,
  context: ClassMethodDecoratorContext<This, (this: This, ...args: Args) => Promise<Out>>,
) => (this: This, ...args: Args) => Promise<Out>;

/**
 * A function with the same arguments as `fn`, that runs it only after a person confirmed:
 *
 * ```ts
 * const dropTable = requireConfirmation(
 *   { message: (table) => `Drop ${table} for good?`, confirmValue: (table) => table, requesterId: 'ana' },
 *   async (table: string) => db.drop(table),
 * );
 * ```
 *
 * Without `fn`, a standard method decorator. The arguments must be plain JSON: a copy is taken before anybody is asked,
 * it is what is shown, and what `fn` is called with. `fn` runs at most once for one confirmation, in the call that
 * requested it. The call waits until the request has ended, with no worker until one is back.
 *
 * @throws ConfirmationCancelledError when nobody confirmed and there is no `onCancel`
 * @throws InvalidInput that names an option, or an argument that is not plain JSON
 * @throws TemporalUnreachable, RequestFailed; `fn` was not run
 */
export function requireConfirmation<This, A extends unknown[], R>(
  options: ConfirmationOptions<A, R>,
  fn: (this: This, ...args: A) => R | Promise<R>,
): (this: This, ...args: A) => Promise<R>;
// `any`, so that options whose functions take no arguments fit every method.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function requireConfirmation<A extends unknown[] = any[], R = any>(
  options: ConfirmationOptions<A, R>,
): ConfirmedMethod<A, R>;
export function requireConfirmation<This, A extends unknown[], R>(
  options: ConfirmationOptions<A, R>,
  fn?: (this: This, ...args: A) => R | Promise<R>,
) {
  onlyKnown<object>(options, CONFIRMATION_OPTIONS);
  checkedDuration(options.timeout ?? DEFAULT_TIMEOUT, 'timeout');
  if (fn !== undefined) return guard(options, fn, nameOf(fn));
  return (method: (this: This, ...args: A) => Promise<R>, context: ClassMethodDecoratorContext) => {
    if (context?.kind !== 'method')
      throw new InvalidInput(
        'requireConfirmation: decorates methods alone, as a standard decorator: turn off experimentalDecorators',
      );
    return guard(options, method, String(context.name));
  };
}

function guard<This, A extends unknown[], R>(
  options: ConfirmationOptions<A, R>,
  fn: (this: This, ...args: A) => R | Promise<R>,
  name: string,
): (this: This, ...args: A) => Promise<R> {
  async function confirmed(this: This, ...given: A): Promise<R> {
    const snapshot = snapshotArguments(given);
    const args = () => structuredClone(snapshot) as A;
    const refusal = await askConfirmation(options, name, args);
    if (refusal === undefined) return fn.apply(this, args());
    if (options.onCancel) return options.onCancel(refusal, ...args());
    throw new ConfirmationCancelledError(refusal.id, refusal.status, refusal.message);
  }
  return Object.defineProperty(confirmed, 'name', { value: name });
}

function nameOf(fn: unknown): string {
  if (typeof fn === 'function') return fn.name;
  throw new InvalidInput('requireConfirmation: its second argument must be a function');
}
