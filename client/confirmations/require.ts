import { ConfirmationCancelledError, InvalidInput } from '../../contract/errors';
import { checkedDuration, type Json, onlyKnown, toPlainJson } from '../input';
import { askConfirmation, CONFIRMATION_OPTIONS, type ConfirmationOptions } from './ask';
import { DEFAULT_TIMEOUT } from './request';

/** A standard decorator for a method that has the parameters which the options' functions expect. */
export type ConfirmedMethod<A extends unknown[], R> = <
  This,
  Args extends [...A, ...unknown[]],
  Out extends R,
>(
  method: (this: This, ...args: Args) => Promise<Out>,
  context: ClassMethodDecoratorContext<This, (this: This, ...args: Args) => Promise<Out>>,
) => (this: This, ...args: Args) => Promise<Out>;

/**
 * Returns a function with the arguments of `fn` that runs `fn` only after a person confirmed:
 *
 * ```ts
 * const dropTable = requireConfirmation(
 *   { message: (table) => `Drop ${table} permanently?`, confirmValue: (table) => table, requesterId: 'ana' },
 *   async (table: string) => db.drop(table),
 * );
 * ```
 *
 * Without `fn`, it returns a standard method decorator. The arguments must be plain JSON. They are copied before the
 * person is asked; the person sees this copy, and `fn` receives it. `fn` runs at most once for one confirmation, in the
 * call that requested it. The call waits until the request has ended; without a worker it waits until one is back.
 *
 * @throws ConfirmationCancelledError when nobody confirmed and there is no `onCancel`
 * @throws InvalidInput that names an option, or an argument that is not plain JSON
 * @throws TemporalUnreachable, RequestFailed; `fn` did not run
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
        'requireConfirmation: decorates methods only, as a standard decorator. Turn off experimentalDecorators in tsconfig.json',
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

/**
 * Copies a call's arguments, which must be plain JSON. The person then sees exactly what runs, even if the caller changes
 * its objects meanwhile. Properties and trailing arguments that are `undefined` are left out.
 *
 * @throws InvalidInput that names the argument, from `arguments.0`, when it is or contains anything else, such as a Date, a
 *   Map, a function or an instance of a class: their copy would differ from what was passed
 */
function snapshotArguments(args: readonly unknown[]): Json[] {
  const last = args.findLastIndex((argument) => argument !== undefined);
  const given = args.slice(0, last + 1);
  // First, because it refuses cycles.
  const copy = toPlainJson(given, 'arguments') as Json[];
  given.forEach((argument, index) => refuseUnlessPlain(argument, `arguments.${index}`));
  return copy;
}

function refuseUnlessPlain(value: unknown, path: string): void {
  // An object with its own `toJSON` would be shown as something other than what runs.
  const isFunction = typeof value === 'function';
  if (!isFunction && (typeof value !== 'object' || value === null)) return;
  if (isFunction || (!Array.isArray(value) && !isPlainObject(value)))
    throw new InvalidInput(
      `${path}: is ${typeNameOf(value)}, and must be plain JSON. Pass plain data, and keep other objects in a closure or in \`this\``,
    );
  for (const [key, item] of Object.entries(value)) refuseUnlessPlain(item, `${path}.${key}`);
}

/** Also true for an object of another realm: its prototype has no prototype. */
function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function typeNameOf(value: object): string {
  const { name } = (value.constructor as { name?: unknown } | undefined) ?? {};
  return typeof name === 'string' && name !== '' ? `a ${name} object` : 'an object that is not plain';
}
