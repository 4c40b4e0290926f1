import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentRuns, ApprovalManager, RequestView, RunView } from '../../../client';
import type { StepDecision } from '../../../contract/step';
import { visibleLine } from '../../../rules/text';
import { commandsFor } from '../../text/commands';
import type { Call } from '../verb';
import { DEMO_AGENT, DEMO_REQUESTER } from './rules';

interface DemoContext {
  adminUrl: string;
  /** The flags that a command needs to reach this server; `toRequest` also has those for a new request. */
  connection: string;
  toRequest: string;
}

/** Runs the demo agent beside the server and prints what it does. */
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
    if (!signal.aborted) out.note(`The demo agent cannot be followed: ${(error as Error).message}`);
  }
}

function asText(request: RequestView, program: string, { adminUrl, connection }: DemoContext): string {
  const { approve, reject } = commandsFor(request, { program, connection });
  return [
    '',
    '  Decide in a browser:',
    `    ${adminUrl}/requests/${encodeURIComponent(request.id)}`,
    '',
    '  Or approve it in another terminal:',
    `    ${approve}`,
    '',
    '  Or reject it:',
    `    ${reject}`,
  ].join('\n');
}

/** Waits a few seconds for the request and its plan, which names who may decide. */
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

/** How to print the progress of the demo agent. */
interface DemoOutput {
  tell: (text: string) => void;
  /** The text of the pending request: how to approve, reject and see it. Nothing if it is decided. */
  invitation: (id: string) => Promise<string | undefined>;
  /** The command that runs it again. */
  again: string;
  signal: AbortSignal;
}

/**
 * Follows a run of the demo agent, which the worker hosts: prints what it asks a person and how it ended. If an earlier run
 * is still waiting, follows that run instead of starting a new one.
 */
async function followDemoRun(runs: AgentRuns, stage: DemoOutput): Promise<void> {
  const { tell, signal } = stage;
  const id = (await unfinished(runs)) ?? (await started(runs));
  const asked = (await whenItAsks(runs, id, signal)).approvals[0];
  const invitation = asked && (await stage.invitation(asked.id));
  if (invitation) {
    tell(`\nThe agent ${DEMO_AGENT} has three invoices. It has paid two small ones.`);
    tell('For the third it asks to transfer $15,000 to bank-account-123, and waits for a person to decide.');
    tell(invitation);
  }
  tell(`\n${conclusion(await runs.wait(id, { signal }))}`);
  tell(`\nRun it again:\n  ${stage.again}`);
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
    return `The run is ${status}: ${visibleLine(end?.reason ?? 'no reason was given')}.`;
  return [...approvals.map(({ decision }) => decided(decision)), events.at(-1)?.text].join('\n');
}

function decided(decision: StepDecision | undefined): string {
  const { status = 'cancelled', by = 'nobody', reason = '' } = decision ?? {};
  const who = visibleLine(by);
  switch (status) {
    case 'approved':
      return `Approved by ${who}. The agent has transferred $15,000.`;
    case 'rejected':
      return `Rejected by ${who}: ${visibleLine(reason)}. The agent has not transferred the money.`;
    case 'answered':
      return `Answered by ${who} without an approval. The agent has not transferred the money.`;
    case 'cancelled':
      return `Cancelled by ${who}${reason && `: ${visibleLine(reason)}`}. The agent has not transferred the money.`;
    case 'expired':
      return 'The request expired before anyone decided. The agent has not transferred the money.';
  }
}
