import type { ApprovalManager, RequestView } from '../../client';
import type { Duration } from '../../contract/duration';
import { visibleLine } from '../../rules/visible';
import { decidedAlready } from '../../rules/explain';
import { type ConnectionFlags, sameConnection } from './connection-flags';
import { Interrupted } from './errors';
import { type ExitCode, exitOfStatus } from './exit-codes';
import type { Output } from './output';
import { shellQuote } from './shell-quote';
import { paintStatus } from './text/status';
import type { Call } from './verb';

/** Waits until the request has ended and answers it; the exit code is the outcome's. */
export async function waitAndAnswer(
  call: Call<ConnectionFlags>,
  approvals: ApprovalManager,
  id: string,
  timeout?: string,
): Promise<ExitCode> {
  const { out } = call;
  const request = await untilEnded(call, approvals, id, timeout);
  out.answer(request, `${visibleLine(id)}: ${outcomeLine(out, request)}`);
  return exitOfStatus(request.status);
}

function outcomeLine(out: Output, request: RequestView): string {
  const { status } = request;
  return visibleLine(decidedAlready(request)).replace(status, paintStatus(out, status));
}

const NEVER_PLANNED = ['NoMatchingPolicy', 'UnreachableQuorum', 'RequestFailed'];

async function untilEnded(
  { io, flags }: Call<ConnectionFlags>,
  approvals: ApprovalManager,
  id: string,
  timeout?: string,
): Promise<RequestView> {
  const stop = new AbortController();
  const again = `${io.program} wait ${shellQuote(id)}${sameConnection(flags)}`;
  const stillPending = `${id}: no longer waiting; the request is still pending. Go on with: ${again}`;
  const callOff = io.onStop(() => stop.abort(new Interrupted(stillPending)));
  try {
    return await approvals.waitForApproval(id, {
      signal: stop.signal,
      // The client says what is wrong with it.
      ...(timeout !== undefined && { timeout: timeout as Duration }),
    });
  } catch (error) {
    // It has ended, as cancelled by the system, and its record tells more than the error does.
    if (error instanceof Error && NEVER_PLANNED.includes(error.name)) return approvals.getRequest(id);
    throw error;
  } finally {
    callOff();
  }
}
