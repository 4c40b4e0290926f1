import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { RequestView, WaitOptions } from '../../../client';
import { checkedDuration } from '../../../client/input';
import type { Duration } from '../../../contract/duration';
import { escalationEnded } from '../../../rules/escalations/explain';
import { decidedAlready } from '../../../rules/requests/explain';
import { runEnded } from '../../../rules/runs/end';
import { shellQuote, visibleLine } from '../../../rules/text';
import { jsonBeside, paintStatus } from '../../text/table';
import { shortenTimes } from '../../text/time';
import { Interrupted, UsageError } from '../errors';
import { type ExitCode, exitOfEscalation, exitOfRun, exitOfStatus } from '../exit';
import { type ConnectionFlags, connectionFlagsOf, withConnectionFlags } from '../flags';
import { withManagers } from '../with-managers';
import type { Approvals, Escalations, Others } from '../managers';
import type { Output } from '../output';
import { type Call, type Cli, verbAction, withOutputFlag } from '../verb';

interface Flags extends ConnectionFlags {
  timeout?: string;
}

export function addWait(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'of the request, escalation or run')
    .option('--timeout <duration>', 'give up after so long, such as 1h; it stays as it is');
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, wait));
}

async function wait(call: Call<Flags>, id = '') {
  const { timeout } = call.flags;
  return withManagers(call, async (approvals, others) => {
    const kind = await others.kindOf(id);
    if (kind === 'escalation') return waitForEscalation(call, others.escalations, id, timeout);
    if (kind === 'run') return waitForRun(call, approvals, others, id, timeout);
    return waitForRequest(call, approvals, id, timeout);
  });
}

/**
 * Waits until something has ended: a person who presses Ctrl-C ends the wait alone, and is told how to go on. `standing`
 * says what remains, such as `the request is still pending`.
 */
export async function waitUntilEnded<T>(
  { io, flags }: Call<ConnectionFlags>,
  id: string,
  timeout: string | undefined,
  standing: string,
  wait: (options: WaitOptions) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const again = `${io.program} wait ${shellQuote(id)}${connectionFlagsOf(flags)}`;
  const stillThere = `${id}: no longer waiting; ${standing}. Go on with: ${again}`;
  const callOff = io.onStop(() => stop.abort(new Interrupted(stillThere)));
  try {
    return await wait({
      signal: stop.signal,
      // The client says what is wrong with it.
      ...(timeout !== undefined && { timeout: timeout as Duration }),
    });
  } finally {
    callOff();
  }
}

/** How long `--wait` waits. Told before anything is started: without `--wait` a time-out would silently mean nothing. */
export function timeoutOfWait({ wait, timeout }: { wait?: boolean; timeout?: string }): string | undefined {
  if (timeout === undefined) return undefined;
  if (!wait) throw new UsageError('--timeout is of the wait: add --wait');
  checkedDuration(timeout, '--timeout');
  return timeout;
}

/** Waits until the request has ended and answers it; the exit code is the outcome's. */
export async function waitForRequest(
  call: Call<ConnectionFlags>,
  approvals: Approvals,
  id: string,
  timeout?: string,
): Promise<ExitCode> {
  const { out } = call;
  const request = await waitUntilDecided(call, approvals, id, timeout);
  out.answer(request, `${visibleLine(id)}: ${outcomeLine(out, request)}`);
  return exitOfStatus(request.status);
}

function outcomeLine(out: Output, request: RequestView): string {
  const { status } = request;
  return visibleLine(shortenTimes(decidedAlready(request))).replace(status, paintStatus(out, status));
}

const PLAN_ERRORS = ['NoMatchingPolicy', 'UnreachableQuorum', 'RequestFailed'];

async function waitUntilDecided(
  call: Call<ConnectionFlags>,
  approvals: Approvals,
  id: string,
  timeout?: string,
): Promise<RequestView> {
  const standing = 'the request is still pending';
  try {
    return await waitUntilEnded(call, id, timeout, standing, (options) =>
      approvals.waitForApproval(id, options),
    );
  } catch (error) {
    // It has ended, as cancelled by the system, and its record tells more than the error does.
    if (error instanceof Error && PLAN_ERRORS.includes(error.name)) return approvals.getRequest(id);
    throw error;
  }
}

/** Waits until the escalation is resolved or cancelled and answers it; the exit code is the outcome's. */
export async function waitForEscalation(
  call: Call<ConnectionFlags>,
  escalations: Escalations,
  id: string,
  timeout?: string,
): Promise<ExitCode> {
  const wait = escalations.waitForResolution.bind(escalations, id);
  const ended = await waitUntilEnded(call, id, timeout, 'the escalation is still open', wait);
  call.out.answer(ended, `${visibleLine(id)}: ${visibleLine(shortenTimes(escalationEnded(ended)))}`);
  return exitOfEscalation(ended);
}

/**
 * Waits until the run has ended and answers it, telling meanwhile what it asks people for; the exit code is the outcome's.
 */
export async function waitForRun(
  call: Call<ConnectionFlags>,
  approvals: Approvals,
  others: Others,
  id: string,
  timeout?: string,
): Promise<ExitCode> {
  const over = new AbortController();
  const telling = announcePending(call, approvals, others, id, over.signal);
  const wait = others.runs.wait.bind(others.runs, id);
  const run = await waitUntilEnded(call, id, timeout, 'the run goes on', wait).finally(() => {
    over.abort();
    return telling;
  });
  const outcome = visibleLine(shortenTimes(runEnded(run)));
  call.out.answer(run, [outcome, ...jsonBeside('output', run.output)].join('\n'));
  return exitOfRun(run.status);
}

const POLL_MS = 2_000;

/** Says on stderr, once each, what a run asks people for, until `signal` aborts. Never rejects. */
export async function announcePending(
  { io, out, flags }: Call<ConnectionFlags>,
  approvals: Approvals,
  { escalations }: Others,
  runId: string,
  signal: AbortSignal,
): Promise<void> {
  const told = new Set<string>();
  while (!signal.aborted) {
    try {
      const { items: requests } = await approvals.listRequests({ runId, status: 'pending' });
      const { items: open } = await escalations.listEscalations({ runId, status: 'open' });
      const asked = [
        ...requests.map(({ id, action }) => ({ id, what: action })),
        ...open.map(({ id, level, reason }) => ({ id, what: `escalated to ${level}: ${reason}` })),
      ];
      for (const { id, what } of asked.filter(({ id }) => !told.has(id))) {
        told.add(id);
        if (!signal.aborted)
          out.note(
            `It waits for people: ${visibleLine(what)}. See it: ${io.program} show ${shellQuote(id)}${connectionFlagsOf(flags)}`,
          );
      }
    } catch {
      // The wait itself goes on, and says what is wrong if it cannot.
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => {});
  }
}
