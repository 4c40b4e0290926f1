import type { ConfirmationOutcome } from '../../contract/confirmation-outcome';
import type { OptionNames } from '../../contract/known-options';
import type { Duration } from '../../contract/duration';
import type { ApprovalManager } from '../requests/approval-manager';
import type { Terminal } from './terminal-prompt';

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
