import { ConfirmationCancelledError, InvalidInput } from '../../contract/errors';
import { checkedDuration, type Json, onlyKnown, toPlainJson } from '../input';
import { askConfirmation, CONFIRMATION_OPTIONS, type ConfirmationOptions } from './ask';
import { DEFAULT_TIMEOUT } from './request';

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

/**
 * A copy of a call's arguments, which must be plain JSON: what is shown is then exactly what is run, whatever the caller
 * does to its own objects meanwhile. Properties that are `undefined`, and arguments left out at the end, are left out.
 *
 * @throws InvalidInput that names the argument, from `arguments.0`, when it is or holds anything else, such as a Date, a
 *   Map, a function or an instance of a class: a copy of those would not be what was passed
 */
function snapshotArguments(args: readonly unknown[]): Json[] {
  const last = args.findLastIndex((argument) => argument !== undefined);
  const given = args.slice(0, last + 1);
  // First, since it refuses cycles.
  const copy = toPlainJson(given, 'arguments') as Json[];
  given.forEach((argument, index) => refuseUnlessPlain(argument, `arguments.${index}`));
  return copy;
}

function refuseUnlessPlain(value: unknown, path: string): void {
  // Such as a `toJSON` of its own, by which an object would be shown as something else than it is.
  const isFunction = typeof value === 'function';
  if (!isFunction && (typeof value !== 'object' || value === null)) return;
  if (isFunction || (!Array.isArray(value) && !isPlainObject(value)))
    throw new InvalidInput(
      `${path}: is ${typeNameOf(value)}, and must be plain JSON: pass what JSON can say, and hold the rest in a closure or \`this\``,
    );
  for (const [key, item] of Object.entries(value)) refuseUnlessPlain(item, `${path}.${key}`);
}

/** Of any realm: its prototype is the one that has none. */
function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function typeNameOf(value: object): string {
  const { name } = (value.constructor as { name?: unknown } | undefined) ?? {};
  return typeof name === 'string' && name !== '' ? `a ${name} object` : 'no plain object';
}
