import type { Command } from 'commander';
import type { RequestItem, RequestView, RunView } from '../../../../client';
import { type PendingRequests, runText } from '../../../text/run';
import { EXIT, type ExitCode } from '../../exit';
import { type ConnectionFlags, withConnectionFlags } from '../../flags';
import { followUp } from '../../follow-up';
import type { Approvals, Others } from '../../managers';
import { type Call, type Cli, verbAction, withOutputFlag } from '../../verb';
import { withManagers } from '../../with-managers';

export function addRunShow(run: Command, cli: Cli): void {
  const command = run
    .command('show')
    .description('Show a run: its progress, requests and escalations')
    .argument('<run>', 'id of the run');
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, show));
}

async function show(call: Call<ConnectionFlags>, id = '') {
  return withManagers(call, (approvals, others) => answerRun(call, approvals, others, id));
}

const MAX_FOUND = 100;
/** For each command a worker is asked who may decide. */
const MAX_COMMANDS = 3;

/**
 * Prints a run. Its own approvals are in its record. Requests made elsewhere for the run, and escalations of requests that
 * were not decided in time, are found by the run's id.
 */
export async function answerRun(
  call: Call<ConnectionFlags>,
  approvals: Approvals,
  { runs, escalations }: Others,
  id: string,
): Promise<ExitCode> {
  const { out } = call;
  const run = await runs.get(id);
  const { items } = await approvals.listRequests({ runId: id, limit: MAX_FOUND });
  const { items: escalated } = await escalations.listEscalations({ runId: id, limit: MAX_FOUND });
  const own = new Set(run.approvals.map((approval) => approval.id));
  const requests = items.filter((request) => !own.has(request.id));
  const requestEscalations = escalated.filter(({ requestId }) => requestId !== undefined);
  const text = async () => {
    const asked = await pendingRequestsOf(approvals, run, requests);
    return runText(out, run, { requests, requestEscalations, asked }, followUp(call, 'run', id));
  };
  out.answer({ ...run, requests, requestEscalations }, out.format === 'text' ? await text() : '');
  return EXIT.done;
}

async function pendingRequestsOf(
  approvals: Approvals,
  run: RunView,
  requests: readonly RequestItem[],
): Promise<PendingRequests> {
  const ids = [...run.approvals, ...requests]
    .filter(({ status }) => status === 'pending')
    .map(({ id }) => id);
  const read = (id: string) => approvals.getRequest(id).catch(() => undefined);
  const first = await Promise.all(ids.slice(0, MAX_COMMANDS).map(read));
  const pending = (request?: RequestView) => request?.status === 'pending';
  const gone = first.filter((request) => !pending(request)).length;
  return {
    first: first.flatMap((request) => (request && pending(request) ? [request] : [])),
    count: ids.length - gone,
  };
}
