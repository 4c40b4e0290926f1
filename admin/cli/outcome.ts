import type { RequestView } from '../../client';
import { visibleLine } from '../../rules/visible';
import { decidedAlready } from '../../rules/requests/explain';
import type { ConnectionFlags } from './connection-flags';
import { type ExitCode, exitOfStatus } from './exit-codes';
import type { Output } from './output';
import { withShortTimes } from './text/span';
import { paintStatus } from './text/status';
import type { Call } from './verb';
import type { Approvals } from './managers';
import { untilEnded } from './waiting';

/** Waits until the request has ended and answers it; the exit code is the outcome's. */
export async function waitAndAnswer(
  call: Call<ConnectionFlags>,
  approvals: Approvals,
  id: string,
  timeout?: string,
): Promise<ExitCode> {
  const { out } = call;
  const request = await untilDecided(call, approvals, id, timeout);
  out.answer(request, `${visibleLine(id)}: ${outcomeLine(out, request)}`);
  return exitOfStatus(request.status);
}

function outcomeLine(out: Output, request: RequestView): string {
  const { status } = request;
  return visibleLine(withShortTimes(decidedAlready(request))).replace(status, paintStatus(out, status));
}

const NEVER_PLANNED = ['NoMatchingPolicy', 'UnreachableQuorum', 'RequestFailed'];

async function untilDecided(
  call: Call<ConnectionFlags>,
  approvals: Approvals,
  id: string,
  timeout?: string,
): Promise<RequestView> {
  const standing = 'the request is still pending';
  try {
    return await untilEnded(call, id, timeout, standing, (options) => approvals.waitForApproval(id, options));
  } catch (error) {
    // It has ended, as cancelled by the system, and its record tells more than the error does.
    if (error instanceof Error && NEVER_PLANNED.includes(error.name)) return approvals.getRequest(id);
    throw error;
  }
}
