import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentRuns, ApprovalManager, RequestView, RunView } from '../../../client';
import type { StepDecision } from '../../../contract/step';
import { visibleLine } from '../../../rules/text';
import { commandsFor } from '../../text/commands';
import type { Call } from '../verb';
import { DEMO_AGENT, DEMO_REQUESTER } from './rules';

interface DemoContext {
  adminUrl: string;
  /** The flags that a command needs to reach this server, and to request there. */
  connection: string;
  toRequest: string;
}

/** Follows the demo agent beside the server; what is told of it comes between the lines of `hitl dev`. */
export async function runDemo(
  { io, out }: Pick<Call<unknown>, 'io' | 'out'>,
  { approvals, runs }: { approvals: ApprovalManager; runs: AgentRuns },
  place: DemoContext,
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

function asText(request: RequestView, program: string, { adminUrl, connection }: DemoContext): string {
  const { approve, reject } = commandsFor(request, { program, connection });
  return [
    '',
    '  Decide in a browser:',
    `    ${adminUrl}/requests/${encodeURIComponent(request.id)}`,
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

/** What is told of the demo agent, and how. */
interface DemoOutput {
  tell: (text: string) => void;
  /** The pending request as text: how to approve it, how to reject it, where to see it. Nothing if it is decided. */
  invitation: (id: string) => Promise<string | undefined>;
  /** How to run it again. */
  again: string;
  signal: AbortSignal;
}

/**
 * Follows a run of the demo agent, which the worker hosts: tells what it wants of a person, and what became of it. A run
 * that was started before and still waits is followed rather than another one started.
 */
async function followDemoRun(runs: AgentRuns, stage: DemoOutput): Promise<void> {
  const { tell, signal } = stage;
  const id = (await unfinished(runs)) ?? (await started(runs));
  const asked = (await whenItAsks(runs, id, signal)).approvals[0];
  const invitation = asked && (await stage.invitation(asked.id));
  if (invitation) {
    tell(`\nThe agent ${DEMO_AGENT} has three invoices. Two are small, and it pays them.`);
    tell('It wants to transfer $15,000 to bank-account-123 for the third, and waits for a person.');
    tell(invitation);
  }
  tell(`\n${conclusion(await runs.wait(id, { signal }))}`);
  tell(`\nRun it again with:\n  ${stage.again}`);
}

async function unfinished(runs: AgentRuns): Promise<string | undefined> {
  const { items } = await runs.list({ status: 'running', agent: DEMO_AGENT, limit: 1 });
  return items[0]?.id;
}

async function started(runs: AgentRuns): Promise<string> {
  return (await runs.start({ agent: DEMO_AGENT, requesterId: DEMO_REQUESTER })).id;
}

async function whenItAsks(runs: AgentRuns, id: string, signal: AbortSignal): Promise<RunView> {
  for (;;) {
    const run = await runs.get(id);
    if (run.status !== 'running' || run.approvals.length > 0) return run;
    await sleep(250, undefined, { signal });
  }
}

function conclusion({ status, approvals, events, end }: RunView): string {
  if (status !== 'completed')
    return `The run has ${status}: ${visibleLine(end?.reason ?? 'nobody said why')}.`;
  return [...approvals.map(({ decision }) => decided(decision)), events.at(-1)?.text].join('\n');
}

function decided(decision: StepDecision | undefined): string {
  const { status = 'cancelled', by = 'nobody', reason = '' } = decision ?? {};
  const who = visibleLine(by);
  switch (status) {
    case 'approved':
      return `Approved by ${who}. The agent goes on: $15,000 transferred.`;
    case 'rejected':
      return `Rejected by ${who}: ${visibleLine(reason)}. The agent does not transfer.`;
    case 'cancelled':
      return `Cancelled by ${who}${reason && `: ${visibleLine(reason)}`}. The agent does not transfer.`;
    case 'expired':
      return 'Nobody decided in time, so it expired. The agent does not transfer.';
  }
}
