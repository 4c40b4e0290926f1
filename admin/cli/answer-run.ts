import type { ApprovalManager } from '../../client';
import type { Others } from './connected';
import type { ConnectionFlags } from './connection-flags';
import { EXIT, type ExitCode } from './exit-codes';
import { surroundings } from './surroundings';
import { runText } from './text/run-text';
import type { Call } from './verb';

const MOST_REQUESTS = 100;

/** Answers how a run stands. Its own approvals are in its record; those made elsewhere in its name are found by it. */
export async function answerRun(
  call: Call<ConnectionFlags>,
  approvals: ApprovalManager,
  { runs }: Others,
  id: string,
): Promise<ExitCode> {
  const run = await runs.get(id);
  const { items } = await approvals.listRequests({ runId: id, limit: MOST_REQUESTS });
  const own = new Set(run.approvals.map((approval) => approval.id));
  const requests = items.filter((request) => !own.has(request.id));
  call.out.answer({ ...run, requests }, runText(call.out, run, requests, surroundings(call, id)));
  return EXIT.done;
}
