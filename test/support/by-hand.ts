import { startOptions } from '../../client/requests/start';
import type { ApprovalInput } from '../../contract/request';
import { contentHash } from '../../rules/digest';
import { eventually, type TemporalForTests } from './temporal';

/**
 * Starts the workflow of an approval directly in Temporal, as anyone with access to it could: the fields of `memo` replace
 * the true ones in the memo. Waits until the request has a plan.
 */
export async function startedByHand(
  { client, taskQueue, manager }: TemporalForTests,
  content: Partial<ApprovalInput['content']>,
  memo: object = {},
): Promise<{ id: string; contentHash: string }> {
  const whole = { action: 'pay', requesterId: 'an-agent', context: { amount: 1 }, ...content };
  const hash = contentHash(whole);
  const id = `by-hand-${Math.random()}`;
  const options = startOptions(id, { content: whole }, hash, taskQueue);
  await client.workflow.start('hitlApproval', { ...options, memo: { ...options.memo, ...memo } });
  await eventually(async () => (await manager.getRequest(id)).needed.length > 0);
  await eventually(async () =>
    (await manager.listRequests({ status: 'pending' })).items.some(
      (item) => item.id === id && item.approvers,
    ),
  );
  return { id, contentHash: hash };
}
