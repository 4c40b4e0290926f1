import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { LateAnswer } from '../../contract/decision';
import { query } from './query';
import { eventually } from './temporal';

/** Sends an Update and waits for its result, like our client, even if the workflow answers later. */
export async function update<A>(handle: WorkflowHandle, name: string, message: unknown): Promise<A> {
  const updateId = randomUUID();
  const first = await handle.executeUpdate<A | { outcome: 'queued' }, [unknown]>(name, {
    args: [message],
    updateId,
  });
  if ((first as { outcome?: string } | undefined)?.outcome !== 'queued') return first as A;
  const askedAs = (message as { attemptId?: string }).attemptId ?? updateId;
  let late: LateAnswer<A> | undefined | null;
  await eventually(async () => {
    late = await query<LateAnswer<A> | undefined | null>(handle, 'lateAnswer', askedAs);
    return late != null;
  });
  if (late && 'error' in late) throw ApplicationFailure.nonRetryable(late.error.message, late.error.type);
  return (late as { answer: A }).answer;
}
