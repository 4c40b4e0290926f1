import { userInfo } from 'node:os';
import type { Duration } from '../../contract/duration';
import type { ConfirmationOutcome } from '../../contract/request';
import type { OptionNames } from '../../contract/text';
import { type Json, toPlainJson } from '../input';
import { ApprovalManager } from '../requests/approval-manager';
import { notConfirmed, type Refusal, waitForConfirmation } from './outcome';
import { isInteractive, processTerminal, type Terminal } from './prompt';
import type { ConfirmationInput } from './request';
import { confirmInTerminal } from './terminal';

/** How a function is guarded. The functions among these are given a copy of the call's arguments. */
export interface ConfirmationOptions<A extends unknown[], R> {
  /** What the person reads: what will happen. */
  message: string | ((...args: A) => string);
  /** What will be done, such as `drop_table`. Default: the function's name, or `confirm`. */
  action?: string;
  /** What it will be done to. */
  resource?: string | ((...args: A) => string);
  /** After so long the request expires. Default `'60s'`. */
  timeout?: Duration;
  /** To be typed exactly by whoever confirms. */
  confirmValue?: string | ((...args: A) => string);
  /** Called instead of the function when nobody confirmed; the call answers what it answers. Default: the call throws. */
  onCancel?: (outcome: ConfirmationOutcome, ...args: A) => R | Promise<R>;
  /**
   * Who is asked: people and teams, any one of whom confirms; or `'terminal'`, whoever sits at this program's own.
   * Default: `requesterId`. (Somebody who is called terminal is `['terminal']`.)
   */
  confirmer?: string | string[];
  /** The person on whose behalf it runs. Default: the user of this system, who is then not asked by default. */
  requesterId?: string;
  /** What is shown: the request's context if it is an object, else its `arguments`. Default: the arguments. */
  context?: (...args: A) => unknown;
  /** The agent run on whose behalf it runs. */
  runId?: string;
  /** Default: one for the whole process, connected as the environment says when it is first needed. */
  approvals?: ApprovalManager;
  /** Of `confirmer: 'terminal'`. Default: standard input and standard error. */
  terminal?: Terminal;
}

export const CONFIRMATION_OPTIONS: OptionNames<ConfirmationOptions<unknown[], unknown>> = {
  message: true,
  action: true,
  resource: true,
  timeout: true,
  confirmValue: true,
  onCancel: true,
  confirmer: true,
  requesterId: true,
  context: true,
  runId: true,
  approvals: true,
  terminal: true,
};

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
  if (atTerminal && !isInteractive(terminal)) return notAsked('this program has no terminal to ask in');
  if (atTerminal && user === undefined)
    return notAsked('this system has no name for whoever sits at the terminal');
  if (confirmer === undefined || confirmer.length === 0)
    return notAsked('there is nobody to ask: name a confirmer or a requesterId');

  const input = inputOf(options, name, args, {
    requesterId: requesterId ?? user ?? 'unknown',
    confirmer: atTerminal && user !== undefined ? user : confirmer,
  });
  const approvals = options.approvals ?? (await sharedManager());
  if (atTerminal) return confirmInTerminal(approvals, terminal, input);
  return waitForConfirmation(approvals, await approvals.requestConfirmation(input));
}

function notAsked(why: string): Refusal {
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

let shared: Promise<ApprovalManager> | undefined;

/**
 * The manager of those who gave none: connected as the environment says, at its first use, and kept. One that could not
 * connect is tried again at the next use.
 *
 * @throws what `ApprovalManager.connect` throws
 */
function sharedManager(): Promise<ApprovalManager> {
  shared ??= ApprovalManager.connect().catch((error: unknown) => {
    shared = undefined;
    throw error;
  });
  return shared;
}

/** The name of whoever runs this program. In a container the system may know none. */
export function osUser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return env.USER || env.LOGNAME || undefined;
  }
}
