import type { Verdict } from '../../contract/decision';
import { truncateToBytes } from '../../rules/requests/details';
import { DECLINED } from '../../rules/requests/plan';
import { barred, visibleLine } from '../../rules/text';
import { checkedDuration } from '../input';
import type { ApprovalManager } from '../requests/approval-manager';
import type { RequestedApproval } from '../requests/start';
import { after } from '../temporal/timers';
import { notConfirmed, type Refusal, waitForConfirmation } from './outcome';
import { enqueuePrompt, promptLine, type Terminal, type PromptAnswer } from './prompt';
import { type ConfirmationInput, DEFAULT_TIMEOUT } from './request';

/** How long after its time the request is left to say itself that it has expired. */
const GRACE_MS = 1_000;
const TIME_IS_OVER = 'The time to answer is over. Waiting until a worker has closed the request.';

/** What one conversation works with. */
interface Dialog {
  approvals: ApprovalManager;
  terminal: Terminal;
  input: ConfirmationInput;
  /** Who sits at the terminal: the one confirmer. */
  user: string;
  requested: RequestedApproval;
  /** Aborts when the request has ended otherwise, or its time is over. */
  over: AbortSignal;
}

/**
 * Asks whoever sits at the terminal, and records the request and the answer in Temporal like any other. One terminal
 * asks one question at a time: the next is not even requested before. Answers why it is not confirmed, or nothing.
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
    // With no worker nothing expires, and a question must not stand there for hours.
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

/** Asks until something final was said. Answers a refusal that needs no more waiting, or nothing: the request tells. */
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

/** Why what was typed is a no, if it is one. Whether a value is the right one is for the workflow to say. */
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

/** A no at the terminal is one, also if nobody was there to record it, or the same person said yes elsewhere. */
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

/** More would push the question's beginning off the screen. */
const MAX_SHOWN_BYTES = 8 * 1024;

/** What is asked. Whatever an agent wrote stands behind bars, so that it cannot pass for the question. */
function introduction(id: string, input: ConfirmationInput, timeout: string): string {
  const { action, resource, requesterId, message, context = {} } = input;
  const what = resource === undefined ? action : `${action} on ${resource}`;
  const json = JSON.stringify(context, undefined, 2);
  const shown = truncateToBytes(json, MAX_SHOWN_BYTES);
  return [
    `Confirm: ${visibleLine(what)}, for ${visibleLine(requesterId)}`,
    ...barred(shown),
    ...(shown === json ? [] : [`  Cut. All of it: hitl show ${visibleLine(id)}`]),
    '',
    ...barred(message),
    '',
    `Request ${visibleLine(id)}; no answer within ${timeout} is a no.`,
    '',
  ].join('\n');
}

/** The question itself: never with a yes that comes by default. */
function question({ confirmValue }: Pick<ConfirmationInput, 'confirmValue'>): string {
  return confirmValue === undefined ? 'Go on? [y/N] ' : `Type ${visibleLine(confirmValue)} to go on: `;
}
