import { runEnded } from '../../rules/runs/end-run';
import { visibleLine } from '../../rules/visible';
import type { ConnectionFlags } from './connection-flags';
import { type ExitCode, exitOfRun } from './exit-codes';
import { tellWhatRunAsks } from './tell-what-run-asks';
import { jsonBeside } from './text/arguments';
import { withShortTimes } from './text/span';
import type { Call } from './verb';
import type { Approvals, Others } from './managers';
import { untilEnded } from './waiting';

/**
 * Waits until the run has ended and answers it, telling meanwhile what it asks people for; the exit code is the outcome's.
 */
export async function waitForRun(
  call: Call<ConnectionFlags>,
  approvals: Approvals,
  others: Others,
  id: string,
  timeout?: string,
): Promise<ExitCode> {
  const over = new AbortController();
  const telling = tellWhatRunAsks(call, approvals, others, id, over.signal);
  const wait = others.runs.wait.bind(others.runs, id);
  const run = await untilEnded(call, id, timeout, 'the run goes on', wait).finally(() => {
    over.abort();
    return telling;
  });
  const outcome = visibleLine(withShortTimes(runEnded(run)));
  call.out.answer(run, [outcome, ...jsonBeside('output', run.output)].join('\n'));
  return exitOfRun(run.status);
}
