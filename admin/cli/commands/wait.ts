import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { RequestView, WaitOptions } from '../../../client';
import { checkedDuration } from '../../../client/input';
import type { Duration } from '../../../contract/duration';
import { escalationEnded } from '../../../rules/escalations/explain';
import { decidedAlready } from '../../../rules/requests/explain';
import { jsonPatch } from '../../../rules/requests/json-patch';
import { runEnded } from '../../../rules/runs/end';
import { shellQuote, visibleLine } from '../../../rules/text';
import { changeLines } from '../../text/changes';
import { valueBeside } from '../../text/content';
import { paintStatus } from '../../text/table';
import { shortenTimes } from '../../text/time';
import { Interrupted, UsageError } from '../errors';
import { type ExitCode, exitOfEscalation, exitOfRun, exitOfStatus } from '../exit';
import { type ConnectionFlags, connectionFlagsOf, withConnectionFlags } from '../flags';
import type { Approvals, Escalations, Others } from '../managers';
import type { Output } from '../output';
import { type Call, type Cli, verbAction, withExamples, withOutputFlag } from '../verb';
import { withManagers } from '../with-managers';

interface Flags extends ConnectionFlags {
  timeout?: string;
}

export function addWait(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'id of the request, escalation or run')
    .option('--timeout <duration>', 'stop waiting after this time, such as 1h; nothing else changes');
  withExamples(command, 'wait ID --timeout 1h && ./pay');
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
 * Waits until a request, an escalation or a run has ended. Ctrl-C ends only the wait, and prints how to continue it.
 * `unchanged` says what remains, such as `the request is still pending`.
 */
export async function waitUntilEnded<T>(
  { io, flags }: Call<ConnectionFlags>,
  id: string,
  timeout: string | undefined,
  unchanged: string,
  wait: (options: WaitOptions) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const again = `${io.program} wait ${shellQuote(id)}${connectionFlagsOf(flags)}`;
  const stillThere = `${id}: stopped waiting; ${unchanged}. Wait again: ${again}`;
  const callOff = io.onStop(() => stop.abort(new Interrupted(stillThere)));
  try {
    return await wait({
      signal: stop.signal,
      // The client checks the duration.
      timeout: timeout as Duration | undefined,
    });
  } finally {
    callOff();
  }
}

/** The value of `--timeout`. Checked before anything is started: without `--wait` a timeout would silently have no effect. */
export function timeoutOfWait({ wait, timeout }: { wait?: boolean; timeout?: string }): string | undefined {
  if (timeout === undefined) return undefined;
  if (!wait) throw new UsageError('--timeout needs --wait');
  checkedDuration(timeout, '--timeout');
  return timeout;
}

/** Waits until the request has ended and prints it. The exit code is the outcome. */
export async function waitForRequest(
  call: Call<ConnectionFlags>,
  approvals: Approvals,
  id: string,
  timeout?: string,
): Promise<ExitCode> {
  const { out } = call;
  const request = await waitUntilDecided(call, approvals, id, timeout);
  const lines = [`${visibleLine(id)}: ${outcomeLine(out, request)}`, ...saidLines(out, request)];
  out.answer(request, lines.join('\n'));
  return exitOfStatus(request.status);
}

function outcomeLine(out: Output, request: RequestView): string {
  const { status } = request;
  return visibleLine(shortenTimes(decidedAlready(request))).replace(status, paintStatus(out, status));
}

/** What people changed, wrote and answered. */
function saidLines(out: Output, request: RequestView): string[] {
  const { original, context, decisions, answer } = request;
  const changes =
    original === undefined
      ? []
      : changeLines(out, original.context, jsonPatch(original.context, context)).map((each) => `  ${each}`);
  const counted = decisions.filter((decision) => !decision.void && decision.decision !== 'reject');
  return [
    ...(changes.length === 0 ? [] : ['changed by an edit', ...changes]),
    ...counted.flatMap(({ decidedBy, text, notes }) =>
      [text, notes].flatMap((said) =>
        said === undefined || said === '' ? [] : [`${visibleLine(decidedBy)}: ${visibleLine(said)}`],
      ),
    ),
    ...valueBeside(out, 'answer to the form', answer),
  ];
}

const PLAN_ERRORS = ['NoMatchingPolicy', 'UnreachableQuorum', 'EvidenceMissing', 'RequestFailed'];

async function waitUntilDecided(
  call: Call<ConnectionFlags>,
  approvals: Approvals,
  id: string,
  timeout?: string,
): Promise<RequestView> {
  const unchanged = 'the request is still pending';
  try {
    return await waitUntilEnded(call, id, timeout, unchanged, (options) =>
      approvals.waitForApproval(id, options),
    );
  } catch (error) {
    // The system has cancelled the request. Its record says more than the error.
    if (error instanceof Error && PLAN_ERRORS.includes(error.name)) return approvals.getRequest(id);
    throw error;
  }
}

/** Waits until the escalation is resolved or cancelled and prints it. The exit code is the outcome. */
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
 * Waits until the run has ended and prints it. Meanwhile prints what the run asks people. The exit code is the outcome.
 */
export async function waitForRun(
  call: Call<ConnectionFlags>,
  approvals: Approvals,
  others: Others,
  id: string,
  timeout?: string,
): Promise<ExitCode> {
  const over = new AbortController();
  const announcements = announcePending(call, approvals, others, id, over.signal);
  const wait = others.runs.wait.bind(others.runs, id);
  const run = await waitUntilEnded(call, id, timeout, 'the run continues', wait).finally(() => {
    over.abort();
    return announcements;
  });
  const outcome = visibleLine(shortenTimes(runEnded(run)));
  call.out.answer(run, [outcome, ...valueBeside(call.out, 'output', run.output)].join('\n'));
  return exitOfRun(run.status);
}

const POLL_MS = 2_000;

/** Prints on stderr what a run asks people, each request and escalation once, until `signal` aborts. Never rejects. */
export async function announcePending(
  { io, out, flags }: Call<ConnectionFlags>,
  approvals: Approvals,
  { escalations }: Others,
  runId: string,
  signal: AbortSignal,
): Promise<void> {
  const announced = new Set<string>();
  while (!signal.aborted) {
    try {
      const { items: requests } = await approvals.listRequests({ runId, status: 'pending' });
      const { items: open } = await escalations.listEscalations({ runId, status: 'open' });
      const asked = [
        ...requests.map(({ id, action }) => ({ id, what: action })),
        ...open.map(({ id, level, reason }) => ({ id, what: `escalated to ${level}: ${reason}` })),
      ];
      for (const { id, what } of asked.filter(({ id }) => !announced.has(id))) {
        announced.add(id);
        if (!signal.aborted)
          out.note(
            `The run waits for people: ${visibleLine(what)}. See it: ${io.program} show ${shellQuote(id)}${connectionFlagsOf(flags)}`,
          );
      }
    } catch {
      // The wait itself continues, and reports the error if it is permanent.
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => {});
  }
}
