import type { Verdict } from '../../contract/decision';
import { describe } from '../../rules/presentation/content';
import { contentLines, PLAIN } from '../../rules/presentation/lines';
import { DECLINED } from '../../rules/requests/plan';
import { truncateToBytes, barred, visibleLine } from '../../rules/text';
import { checkedDuration } from '../input';
import type { ApprovalManager } from '../requests/approval-manager';
import type { RequestedApproval } from '../requests/start';
import { after } from '../temporal/timers';
import { notConfirmed, type Refusal, waitForConfirmation } from './outcome';
import { enqueuePrompt, promptLine, type Terminal, type PromptAnswer } from './prompt';
import { type ConfirmationInput, DEFAULT_TIMEOUT } from './request';

/** How long to wait after the timeout for the request to expire by itself. */
const GRACE_MS = 1_000;
const TIME_IS_OVER = 'Time is up. Waiting until a worker has closed the request.';

/** The state of one dialog. */
interface Dialog {
  approvals: ApprovalManager;
  terminal: Terminal;
  input: ConfirmationInput;
  /** The user at the terminal, who is the only confirmer. */
  user: string;
  requested: RequestedApproval;
  /** Aborts when the request has ended in another way, or its time is over. */
  over: AbortSignal;
}

/**
 * Asks the user at the terminal. Temporal records the request and the answer as for any other request. One terminal asks
 * one question at a time: the next request starts after the question before has been answered. Returns why the call is not
 * confirmed, or nothing.
 */
export function confirmInTerminal(
  approvals: ApprovalManager,
  terminal: Terminal,
  input: ConfirmationInput,
): Promise<Refusal> {
  return enqueuePrompt(terminal.input, async () => {
    const requested = await approvals.requestConfirmation(input);
    const timeout = input.timeout ?? DEFAULT_TIMEOUT;
    const over = new AbortController();
    const leave = new AbortController();
    const answered = waitForConfirmation(approvals, requested, leave.signal);
    answered.catch(() => {}).finally(() => over.abort());
    // Without a worker nothing expires, and a question must not stay on the screen for hours.
    const callOff = after(checkedDuration(timeout, 'timeout') + GRACE_MS, () => over.abort(TIME_IS_OVER));
    const user = String(input.confirmer);
    try {
      terminal.output.write(`${introduction(requested.id, input, timeout)}`);
      const said = await runDialog({ approvals, terminal, input, user, requested, over: over.signal });
      const refusal = said ?? (await answered);
      terminal.output.write(`${refusal === undefined ? 'Confirmed.' : visibleLine(refusal.message)}\n`);
      return refusal;
    } finally {
      callOff();
      leave.abort(new Error('no longer asked'));
    }
  });
}

/** Asks until there is a final answer. Returns a refusal that needs no more waiting; nothing if the request's end decides. */
async function runDialog(on: Dialog): Promise<Refusal> {
  for (;;) {
    const typed = await promptLine(on.terminal, question(on.input), on.over);
    if (typed === 'called off') {
      if (on.over.reason === TIME_IS_OVER) on.terminal.output.write(`${TIME_IS_OVER}\n`);
      return undefined;
    }
    const no = refusalIn(typed, on.input.confirmValue);
    if (no !== undefined) return decline(on, no);
    const verdict = await approve(on, (typed as { line: string }).line);
    const { outcome, status, message } = verdict;
    if (outcome !== 'accepted') on.terminal.output.write(`${visibleLine(message)}\n`);
    if (outcome === 'queued' || status !== 'pending') return undefined;
    if (outcome !== 'invalid') return decline(on, `refused in the terminal: ${outcome}`);
  }
}

/** Why the input is a refusal, if it is one. The workflow checks whether a typed value is right. */
function refusalIn(
  typed: Exclude<PromptAnswer, 'called off'>,
  confirmValue: string | undefined,
): string | undefined {
  if (typed === 'interrupted') return `${DECLINED} by Ctrl-C`;
  if (typed === 'closed') return `${DECLINED}: the input ended`;
  const isYes = confirmValue === undefined ? /^\s*y(es)?\s*$/i.test(typed.line) : typed.line !== '';
  return isYes ? undefined : DECLINED;
}

function approve({ approvals, requested, user, input }: Dialog, line: string): Promise<Verdict> {
  const { id, contentHash } = requested;
  return approvals.approve(id, {
    decidedBy: user,
    via: 'terminal',
    expected: { contentHash },
    ...(input.confirmValue !== undefined && { confirm: line }),
  });
}

/** A refusal at the terminal always stops the call, even if no worker recorded it or the same person confirmed elsewhere. */
async function decline(
  { approvals, requested: { id }, user, input }: Dialog,
  reason: string,
): Promise<Refusal> {
  const said = { reason, via: 'terminal', patience: '1s' } as const;
  const no = await approvals.reject(id, { decidedBy: user, ...said });
  const isOpen = no.status === 'pending' && no.outcome !== 'queued';
  const { status } = isOpen ? await approvals.cancel(id, { cancelledBy: input.requesterId, ...said }) : no;
  return status === 'pending' || status === 'approved' ? notConfirmed('rejected', reason, id) : undefined;
}

/** A longer text would push the beginning of the question off the screen. */
const MAX_SHOWN_BYTES = 8 * 1024;

/** The question. Text from an agent has a bar before each line, so that it cannot look like the question itself. */
function introduction(id: string, input: ConfirmationInput, timeout: string): string {
  const { action, resource, requesterId, message, context = {} } = input;
  const what = resource === undefined ? action : `${action} on ${resource}`;
  const lines = contentLines(describe(context), PLAIN).join('\n');
  const shown = truncateToBytes(lines, MAX_SHOWN_BYTES);
  return [
    `Confirm: ${visibleLine(what)}, for ${visibleLine(requesterId)}`,
    ...barred(shown),
    ...(shown === lines ? [] : [`  Shortened. See all of it: hitl show ${visibleLine(id)}`]),
    '',
    ...barred(message),
    '',
    `Request ${visibleLine(id)}. No answer within ${timeout} means no.`,
    '',
  ].join('\n');
}

/** The prompt. Its default answer is never yes. */
function question({ confirmValue }: Pick<ConfirmationInput, 'confirmValue'>): string {
  return confirmValue === undefined ? 'Continue? [y/N] ' : `Type ${visibleLine(confirmValue)} to continue: `;
}
