import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentRuns, ApprovalManager, RequestView, RunView } from '../../../client';
import { visibleLine } from '../../../rules/text';
import { decidingCommands } from '../../text/commands';
import type { Call } from '../verb';
import { DEMO_AGENT, DEMO_REQUESTER } from './demo-agent';

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
    return request?.status === 'pending' ? asText(request, { ...place, program: io.program }) : undefined;
  };
  try {
    await followDemoRun(runs, { tell: (text) => out.tell(text), invitation, again, signal });
  } catch (error) {
    if (!signal.aborted) out.note(`The demo agent cannot be followed: ${(error as Error).message}`);
  }
}

function asText(request: RequestView, place: DemoContext & { program: string }): string {
  return [
    `  ${visibleLine(request.description ?? request.action)}`,
    `    ${place.adminUrl}/requests/${encodeURIComponent(request.id)}`,
    ...decidingCommands(request, place, (_, commands) => commands.map((command) => `    ${command}`)),
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
  /** The text of a pending request: how to decide and see it. Nothing if it is decided. */
  invitation: (id: string) => Promise<string | undefined>;
  /** The command that runs it again. */
  again: string;
  signal: AbortSignal;
}

const POLL_MS = 500;

/**
 * Follows a run of the demo agent, which the worker hosts: prints what it asks people and what it does. If an earlier run is
 * still waiting, follows that run instead of starting a new one.
 */
async function followDemoRun(runs: AgentRuns, stage: DemoOutput): Promise<void> {
  const { tell, signal } = stage;
  const id = (await unfinished(runs)) ?? (await started(runs));
  const asks = await whenItAsks(runs, id, signal);
  const invitations = await Promise.all(asks.approvals.map((each) => stage.invitation(each.id)));
  const open = invitations.filter((text) => text !== undefined);
  const { length } = open;
  if (length > 0)
    tell(
      `\nThe agent ${DEMO_AGENT} has three invoices. It waits for ${length === 1 ? 'a decision' : `${length} decisions`}.`,
    );
  if (length > 0) tell(['Decide in a browser, or in another terminal:', ...open].join('\n\n'));
  await whatItDoes(runs, id, { said: length > 0 ? asks.events.length : 0, tell, signal });
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
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** Prints the text of each step until the run ends. */
async function whatItDoes(runs: AgentRuns, id: string, { said, tell, signal }: Progress): Promise<void> {
  for (;;) {
    const { status, events, end } = await runs.get(id);
    for (const { text } of events.slice(said)) if (text !== undefined) tell(`\n${visibleLine(text)}`);
    // Without an answer from the worker there are no events.
    said = Math.max(said, events.length);
    if (status === 'completed') return;
    if (status !== 'running')
      return tell(`\nThe run is ${status}: ${visibleLine(end?.reason ?? 'no reason was given')}.`);
    await sleep(POLL_MS, undefined, { signal });
  }
}

interface Progress extends Pick<DemoOutput, 'tell' | 'signal'> {
  /** How many events of the run are printed already. */
  said: number;
}
