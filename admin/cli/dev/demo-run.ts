import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentRuns, ApprovalManager, RequestView } from '../../../client';
import { DEMO_AGENT, DEMO_REQUESTER } from '../demo/agent';
import { followDemoRun } from '../demo/follow';
import { commandsFor } from '../text/deciding-commands';
import type { Call } from '../verb';

interface Place {
  deskUrl: string;
  /** The flags that a command needs to reach this server, and to request there. */
  connection: string;
  toRequest: string;
}

/** Follows the demo agent beside the server; what is told of it comes between the lines of `hitl dev`. */
export async function runDemo(
  { io, out }: Pick<Call<unknown>, 'io' | 'out'>,
  { approvals, runs }: { approvals: ApprovalManager; runs: AgentRuns },
  place: Place,
  signal: AbortSignal,
): Promise<void> {
  const again = `${io.program} run start ${DEMO_AGENT} --requester ${DEMO_REQUESTER} --wait${place.toRequest}`;
  const invitation = async (id: string) => {
    const request = await planned(approvals, id, signal);
    return request?.status === 'pending' ? asText(request, io.program, place) : undefined;
  };
  try {
    await followDemoRun(runs, { tell: (text) => out.tell(text), invitation, again, signal });
  } catch (error) {
    if (!signal.aborted) out.note(`The demo agent is not followed: ${(error as Error).message}`);
  }
}

function asText(request: RequestView, program: string, { deskUrl, connection }: Place): string {
  const { approve, reject } = commandsFor(request, { program, connection });
  return [
    '',
    '  Decide in a browser:',
    `    ${deskUrl}/requests/${encodeURIComponent(request.id)}`,
    '',
    '  Approve it, in another terminal:',
    `    ${approve}`,
    '',
    '  or reject it:',
    `    ${reject}`,
  ].join('\n');
}

/** The request once it is there and it is known who may decide it; some seconds at most. */
async function planned(
  approvals: ApprovalManager,
  id: string,
  signal: AbortSignal,
): Promise<RequestView | undefined> {
  for (let attempt = 0; ; attempt++) {
    const request = await approvals.getRequest(id).catch(() => undefined);
    const isKnown = request && (request.status !== 'pending' || request.needed.length > 0);
    if (isKnown || attempt === 20) return request;
    await sleep(250, undefined, { signal });
  }
}
