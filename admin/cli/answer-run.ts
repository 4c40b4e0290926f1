import type { RequestItem, RequestView, RunView } from '../../client';
import type { ConnectionFlags } from './connection-flags';
import { EXIT, type ExitCode } from './exit-codes';
import { surroundings } from './surroundings';
import type { Asked } from './text/run-commands';
import { runText } from './text/run-text';
import type { Approvals, Others } from './managers';
import type { Call } from './verb';

const MOST_FOUND = 100;
/** Each is a question to a worker: who may decide it. */
const MOST_COMMANDS = 3;

/**
 * Answers how a run stands. Its own approvals are in its record; those made elsewhere in its name are found by it, as are
 * the escalations of requests that nobody decided in time.
 */
export async function answerRun(
  call: Call<ConnectionFlags>,
  approvals: Approvals,
  { runs, escalations }: Others,
  id: string,
): Promise<ExitCode> {
  const { out } = call;
  const run = await runs.get(id);
  const { items } = await approvals.listRequests({ runId: id, limit: MOST_FOUND });
  const { items: escalated } = await escalations.listEscalations({ runId: id, limit: MOST_FOUND });
  const own = new Set(run.approvals.map((approval) => approval.id));
  const requests = items.filter((request) => !own.has(request.id));
  const requestEscalations = escalated.filter(({ requestId }) => requestId !== undefined);
  const text = async () => {
    const asked = await whatItAsks(approvals, run, requests);
    return runText(out, run, { requests, requestEscalations, asked }, surroundings(call, 'run', id));
  };
  out.answer({ ...run, requests, requestEscalations }, out.format === 'text' ? await text() : '');
  return EXIT.done;
}

async function whatItAsks(
  approvals: Approvals,
  run: RunView,
  requests: readonly RequestItem[],
): Promise<Asked> {
  const ids = [...run.approvals, ...requests]
    .filter(({ status }) => status === 'pending')
    .map(({ id }) => id);
  const read = (id: string) => approvals.getRequest(id).catch(() => undefined);
  const first = await Promise.all(ids.slice(0, MOST_COMMANDS).map(read));
  const pending = (request?: RequestView) => request?.status === 'pending';
  const gone = first.filter((request) => !pending(request)).length;
  return {
    first: first.flatMap((request) => (request && pending(request) ? [request] : [])),
    count: ids.length - gone,
  };
}
