import type { ConfirmationOptions } from './confirmation-options';
import { notConfirmed, type Refusal, untilAnswered } from './confirmation-outcome';
import { osUser } from './os-user';
import { type Json, toPlainJson } from '../plain-json';
import type { ConfirmationInput } from './request-confirmation';
import { sharedManager } from './shared-manager';
import { confirmInTerminal } from './terminal-confirmation';
import { isInteractive, processTerminal } from './terminal-prompt';

/** Asks about one call, whose arguments `args` copies anew each time. Answers why it is not confirmed, or nothing. */
export async function askConfirmation<A extends unknown[], R>(
  options: ConfirmationOptions<A, R>,
  name: string,
  args: () => A,
): Promise<Refusal> {
  const { requesterId, confirmer = requesterId } = options;
  const atTerminal = options.confirmer === 'terminal';
  const terminal = options.terminal ?? processTerminal();
  const user = osUser();
  if (atTerminal && !isInteractive(terminal)) return nobody('this program has no terminal to ask in');
  if (atTerminal && user === undefined)
    return nobody('this system has no name for whoever sits at the terminal');
  if (confirmer === undefined || confirmer.length === 0)
    return nobody('there is nobody to ask: name a confirmer or a requesterId');

  const input = inputOf(options, name, args, {
    requesterId: requesterId ?? user ?? 'unknown',
    confirmer: atTerminal && user !== undefined ? user : confirmer,
  });
  const approvals = options.approvals ?? (await sharedManager());
  if (atTerminal) return confirmInTerminal(approvals, terminal, input);
  return untilAnswered(approvals, await approvals.requestConfirmation(input));
}

function nobody(why: string): Refusal {
  return notConfirmed('cancelled', why);
}

/** What one call asks. Without an id: each call is a request of its own, which nobody else waits for. */
function inputOf<A extends unknown[], R>(
  options: ConfirmationOptions<A, R>,
  name: string,
  args: () => A,
  who: { requesterId: string; confirmer: string | string[] },
): ConfirmationInput {
  const { action, resource, timeout, message, confirmValue, runId } = options;
  const told = <T>(value: T | ((...args: A) => T)) =>
    typeof value === 'function' ? (value as (...args: A) => T)(...args()) : value;
  return {
    ...who,
    action: action ?? (name || 'confirm'),
    ...(resource !== undefined && { resource: told(resource) }),
    ...(timeout !== undefined && { timeout }),
    ...(runId !== undefined && { runId }),
    message: told(message),
    // A function that answers nothing must not let it pass without a value: null is refused as malformed.
    ...(confirmValue !== undefined && { confirmValue: told(confirmValue) ?? (null as never) }),
    context: contextOf(options, args),
  };
}

function contextOf<A extends unknown[], R>({ context }: ConfirmationOptions<A, R>, args: () => A) {
  const shown = context === undefined ? (args() as Json[]) : toPlainJson(context(...args()), 'context');
  const isObject = typeof shown === 'object' && shown !== null && !Array.isArray(shown);
  return isObject ? shown : { arguments: shown };
}
