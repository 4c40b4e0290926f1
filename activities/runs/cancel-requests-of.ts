import { Context } from '@temporalio/activity';
import { MESSAGES } from '../../contract/names';
import { requestsOf } from './requests-of';

/**
 * Cancels the requests made elsewhere on behalf of a run that has ended otherwise than completed (design, escalations,
 * rules 4 and 9). Answers how many were open.
 */
export async function cancelRequestsOf(runId: string, reason: string): Promise<number> {
  const { client } = Context.current();
  const open = (await requestsOf(runId)).filter(({ closedAt }) => closedAt === undefined);
  for (const { id } of open) {
    const cancel = { cancelledBy: runId, reason };
    // It may have ended this moment.
    await client.workflow
      .getHandle(id)
      .signal(MESSAGES.cancel, cancel)
      .catch((error: unknown) => {
        if ((error as Error).name !== 'WorkflowNotFoundError') throw error;
      });
  }
  return open.length;
}
