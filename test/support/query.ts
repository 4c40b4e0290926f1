import type { WorkflowHandle } from '@temporalio/client';
import { isPastDeadline } from '../../client/temporal/calls';

const LOST_AFTER_MS = 5_000;
const MAX_TRIES = 10;

/**
 * Asks a workflow, and asks again if there is no answer after five seconds: a worker may lose a query that comes while it evicts a
 * workflow that has just ended, and the time-skipping server never stops waiting for its answer.
 */
export async function query<A>(handle: WorkflowHandle, name: string, ...args: unknown[]): Promise<A> {
  for (let tries = 1; ; tries++)
    try {
      return await handle.client.withDeadline(Date.now() + LOST_AFTER_MS, () =>
        handle.query<A, unknown[]>(name, ...args),
      );
    } catch (error) {
      if (!isPastDeadline(error) || tries === MAX_TRIES) throw error;
    }
}
