import { userInfo } from 'node:os';
import { defined } from '../../contract/defined';
import type { Duration } from '../../contract/duration';
import type { ConfirmationOutcome } from '../../contract/request';
import type { OptionNames } from '../../contract/text';
import { type Json, toPlainJson } from '../input';
import { ApprovalManager } from '../requests/approval-manager';
import { notConfirmed, type Refusal, waitForConfirmation } from './outcome';
import { isInteractive, processTerminal, type Terminal } from './prompt';
import type { ConfirmationInput } from './request';
import { confirmInTerminal } from './terminal';

/** How a function is guarded. Options that are functions receive a copy of the call's arguments. */
export interface ConfirmationOptions<A extends unknown[], R> {
  /** What the person reads: what will happen. */
  message: string | ((...args: A) => string);
  /** What will be done, such as `drop_table`. Default: the function's name, or `confirm`. */
  action?: string;
  /** What it will be done to. */
  resource?: string | ((...args: A) => string);
  /** The request expires after this time. Default `'60s'`. */
  timeout?: Duration;
  /** The text that the person must type exactly to confirm. */
  confirmValue?: string | ((...args: A) => string);
  /** Called instead of the function when nobody confirmed; the call returns its result. Default: the call throws. */
  onCancel?: (outcome: ConfirmationOutcome, ...args: A) => R | Promise<R>;
  /**
   * Who is asked: people and teams, any one of them confirms. `'terminal'` asks the user of this program's terminal.
   * Default: `requesterId`. (Write `['terminal']` for a person whose name is terminal.)
   */
  confirmer?: string | string[];
  /** The person who is responsible for the call. Default: the user of this system, who is then not asked by default. */
  requesterId?: string;
  /**
   * What the person sees as the request's context. A value that is not an object is shown as `arguments`. Default: the
   * call's arguments.
   */
  context?: (...args: A) => unknown;
  /** The agent run that asks. */
  runId?: string;
  /** Default: one manager for the whole process, connected on first use as the environment says. */
  approvals?: ApprovalManager;
  /** Used by `confirmer: 'terminal'`. Default: standard input and standard error. */
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

/** Asks about one call. `args` returns a new copy of its arguments each time. Returns why it is not confirmed, or nothing. */
export async function askConfirmation<A extends unknown[], R>(
  options: ConfirmationOptions<A, R>,
  name: string,
  args: () => A,
): Promise<Refusal> {
  const { requesterId, confirmer = requesterId } = options;
  const atTerminal = options.confirmer === 'terminal';
  const terminal = options.terminal ?? processTerminal();
  const user = osUser();
  if (atTerminal && !isInteractive(terminal)) return notAsked('this program has no terminal');
  if (atTerminal && user === undefined)
    return notAsked('the operating system has no name for the user at the terminal');
  if (confirmer === undefined || confirmer.length === 0)
    return notAsked('there is no one to ask: set confirmer or requesterId');

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

/** The request of one call. It has no id, so each call makes a request of its own. */
function inputOf<A extends unknown[], R>(
  options: ConfirmationOptions<A, R>,
  name: string,
  args: () => A,
  who: { requesterId: string; confirmer: string | string[] },
): ConfirmationInput {
  const { action, resource, timeout, message, confirmValue, runId } = options;
  const valueOf = <T>(value: T | ((...args: A) => T)) =>
    typeof value === 'function' ? (value as (...args: A) => T)(...args()) : value;
  return {
    ...who,
    action: action ?? (name || 'confirm'),
    ...(resource !== undefined && { resource: valueOf(resource) }),
    ...defined({ timeout, runId }),
    message: valueOf(message),
    // A function that returns undefined must not remove the need to type a value: null is refused as malformed.
    ...(confirmValue !== undefined && { confirmValue: valueOf(confirmValue) ?? (null as never) }),
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
 * The manager for calls that name none: connected on first use as the environment says, and kept. If it cannot connect,
 * the next use tries again.
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

/** The name of the operating system's user. A container may have none. */
export function osUser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return env.USER || env.LOGNAME || undefined;
  }
}
