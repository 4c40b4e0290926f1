import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { LateAnswer } from '../../contract/decision';
import { eventually } from './temporal';

/** Sends an Update and waits for its result, like our client, even if the workflow answers later. */
export async function update<A>(handle: WorkflowHandle, name: string, message: unknown): Promise<A> {
  const updateId = randomUUID();
  type Answer = A | { outcome: 'queued' };
  const sent = handle.executeUpdate<Answer, [unknown]>(name, { args: [message], updateId });
  const first = await orAskedAgain(sent, () => handle.getUpdateHandle<Answer>(updateId).result());
  if ((first as { outcome?: string } | undefined)?.outcome !== 'queued') return first as A;
  const askedAs = (message as { attemptId?: string }).attemptId ?? updateId;
  let late: LateAnswer<A> | undefined | null;
  await eventually(async () => {
    late = await handle.query<LateAnswer<A> | undefined, [string]>('lateAnswer', askedAs);
    return late != null;
  });
  if (late && 'error' in late) throw ApplicationFailure.nonRetryable(late.error.message, late.error.type);
  return (late as { answer: A }).answer;
}

const ANSWER_MISSED_MS = 10_000;

/**
 * The time-skipping server sometimes does not send the answer of an Update in a workflow's first task (one time in a hundred
 * on a busy machine). When asked again, it knows the answer.
 */
async function orAskedAgain<A>(sent: Promise<A>, askAgain: () => Promise<A>): Promise<A> {
  let timer: NodeJS.Timeout | undefined;
  const missed = new Promise<void>((resolve) => (timer = setTimeout(resolve, ANSWER_MISSED_MS)));
  try {
    return await Promise.race([sent, missed.then(() => askAgain().catch(() => sent))]);
  } finally {
    clearTimeout(timer);
  }
}
