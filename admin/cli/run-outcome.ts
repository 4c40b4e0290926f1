import type { AgentRuns } from '../../client';
import { runEnded } from '../../rules/runs/end-run';
import { visibleLine } from '../../rules/visible';
import type { ConnectionFlags } from './connection-flags';
import { type ExitCode, exitOfRun } from './exit-codes';
import type { Call } from './verb';
import { untilEnded } from './waiting';

/** Waits until the run has ended and answers it; the exit code is the outcome's. */
export async function waitForRun(
  call: Call<ConnectionFlags>,
  runs: AgentRuns,
  id: string,
  timeout?: string,
): Promise<ExitCode> {
  const run = await untilEnded(call, id, timeout, 'the run goes on', (options) => runs.wait(id, options));
  call.out.answer(run, visibleLine(runEnded(run)));
  return exitOfRun(run.status);
}
