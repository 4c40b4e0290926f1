import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';

const PAUSE_MS = 50;
const ATTEMPT_MS = 1000;

/**
 * Waits until the server at `address` answers that it serves and knows the namespace, or `stopped` resolves.
 * Rejects with the last refusal when `timeoutMs` have passed.
 */
export async function untilServing(
  address: string,
  namespace: string,
  { timeoutMs, stopped }: { timeoutMs: number; stopped: Promise<unknown> },
): Promise<void> {
  let over = false;
  void stopped.then(() => (over = true));
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await ask(address, namespace);
    } catch (error) {
      if (over || Date.now() > deadline) throw error;
    }
    await sleep(PAUSE_MS);
  }
}

async function ask(address: string, namespace: string): Promise<void> {
  // A connection for each attempt: one that was refused waits a second before it tries again.
  const connection = Connection.lazy({ address });
  try {
    await connection.withDeadline(Date.now() + ATTEMPT_MS, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
  } finally {
    await connection.close();
  }
}
