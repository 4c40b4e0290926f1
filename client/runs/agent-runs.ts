import type { ListPage } from '../../contract/records/lists';
import type { RunVerdict } from '../../contract/run';
import { Manager } from '../manager';
import type { CancelOptions } from '../requests/decide';
import { read } from '../temporal/read';
import { waitForEnd, type WaitOptions } from '../temporal/wait';
import { cancelRun, finishRun, type FinishOptions } from './end';
import { RUN, type RunView } from './entity';
import { countRuns, listRuns, type RunFilter, type RunItem, type RunListOptions } from './list';
import { type RunOptions, type StartedRun, startRun } from './start';

/**
 * Starts hosted agent runs, and reads, waits for, finishes, cancels and lists all runs.
 *
 * ```ts
 * const runs = await AgentRuns.connect();
 * const { id } = await runs.start({ agent: 'invoices', input: { month: '2026-11' }, requesterId: 'user-123' });
 * const run = await runs.wait(id);
 * if (run.status === 'completed') use(run.output);
 * ```
 */
export class AgentRuns extends Manager {
  /** See {@link startRun}. */
  start(options: RunOptions): Promise<StartedRun> {
    return startRun(this.session, options);
  }

  /**
   * Reads a run. If it is open, the worker answers; without an answer within 2 s, the result holds what Temporal knows, and
   * `unknown` names the other fields. If it has ended, its record needs no worker.
   *
   * @throws RunNotFound
   * @throws TemporalUnreachable
   */
  get(id: string): Promise<RunView> {
    return read(this.session, RUN, id);
  }

  /**
   * Waits until the run has ended, for seconds or weeks; its status says how.
   *
   * @throws WaitTimeoutError when `timeout` has passed; the run is unchanged
   * @throws RunNotFound, InvalidInput; and the signal's reason when it aborts
   */
  wait(id: string, options?: WaitOptions): Promise<RunView> {
    return waitForEnd(this.session, RUN, id, options);
  }

  /** See {@link finishRun}. */
  finish(id: string, options?: FinishOptions): Promise<RunVerdict> {
    return finishRun(this.session, id, options);
  }

  /** See {@link cancelRun}. */
  cancel(id: string, options: CancelOptions): Promise<RunVerdict> {
    return cancelRun(this.session, id, options);
  }

  /** See {@link listRuns}. */
  list(options?: RunListOptions): Promise<ListPage<RunItem>> {
    return listRuns(this.session, options);
  }

  /** See {@link countRuns}. */
  count(filter?: RunFilter): Promise<number> {
    return countRuns(this.session, filter);
  }
}
