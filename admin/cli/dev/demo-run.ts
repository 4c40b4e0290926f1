import { setTimeout as sleep } from 'node:timers/promises';
import type { ApprovalManager, RequestView } from '../../../client';
import { runDemoAgent, TRANSFER } from '../demo/agent';
import { commandsFor } from '../text/deciding-commands';
import { uiLink } from '../ui-link';
import type { Call } from '../verb';

interface Place {
  namespace: string;
  uiUrl?: string;
  /** The flags that a command needs to reach this server, and to request there. */
  connection: string;
  toRequest: string;
}

/** Runs the demo agent beside the server; what it says comes between the lines of `hitl dev`. */
export async function runDemo(
  { io, out }: Pick<Call<unknown>, 'io' | 'out'>,
  approvals: ApprovalManager,
  place: Place,
  signal: AbortSignal,
): Promise<void> {
  const { action, resource, context, requesterId } = TRANSFER;
  const another =
    `${io.program} request --action ${action} --resource ${resource} --context '${JSON.stringify(context)}' ` +
    `--requester ${requesterId} --wait${place.toRequest}`;
  const invitation = async (id: string) => {
    const { approve, reject } = commandsFor(
      await planned(approvals, id, signal),
      io.program,
      place.connection,
    );
    const link =
      place.uiUrl === undefined
        ? []
        : ['', '  or decide in the Temporal UI:', `    ${uiLink(place.uiUrl, place.namespace, id)}`];
    return [
      '',
      '  Approve it, in another terminal:',
      `    ${approve}`,
      '',
      '  or reject it:',
      `    ${reject}`,
      ...link,
    ].join('\n');
  };
  try {
    await runDemoAgent(approvals, { tell: (text) => out.tell(text), invitation, another, signal });
  } catch (error) {
    if (!signal.aborted) out.note(`The demo agent gave up: ${(error as Error).message}`);
  }
}

/** The request once it is known who may decide it; some seconds at most. */
async function planned(approvals: ApprovalManager, id: string, signal: AbortSignal): Promise<RequestView> {
  for (let attempt = 0; ; attempt++) {
    const request = await approvals.getRequest(id);
    if (request.status !== 'pending' || request.needed.length > 0 || attempt === 20) return request;
    await sleep(250, undefined, { signal });
  }
}
