import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { RequestRecord } from '../contract/record';
import type { RequestMemo } from '../contract/request';
import { openRequest } from '../rules/open-request';
import { bounded } from './bounded';
import { startedWith } from './first-event';
import { openTo } from './request-status';
import type { Session } from './session';

/** A request as far as it is known. */
export type RequestView = RequestRecord & {
  /** Who is asked in the open stage, when only that is known of the plan. */
  approvers?: string[];
  /** Fields that no worker was there to tell: they are empty, and mean nothing. Absent when all is known. */
  unknown?: string[];
};

const UNTOLD = ['plan', 'stage', 'needed', 'decisions', 'refused', 'refusedCount', 'left'];

/**
 * A pending request as Temporal alone knows it: what is asked is certain, since it is the workflow's input, and so are
 * status, deadline and approvers once it is planned. What people did since only its worker can tell.
 */
export async function requestWithoutWorker(
  session: Session,
  described: WorkflowExecutionDescription,
): Promise<RequestView> {
  const { client } = session;
  const { workflowId: id, startTime } = described;
  const { content, carried } = await bounded(client, () => startedWith(client, id));
  const { action = '', requesterId = '', ...memo } = (described.memo ?? {}) as Partial<RequestMemo>;
  const { contentHash: _hash, ...shown } = memo;
  const known =
    carried ??
    openRequest(id, content ?? { action, requesterId, ...shown, context: {} }, startTime.getTime());
  const { expiresAt, approvers } = openTo(described);
  return {
    ...known,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(approvers && { approvers }),
    unknown: [
      ...(content || carried ? [] : ['context', 'description']),
      ...(expiresAt === undefined ? ['expiresAt'] : []),
      ...UNTOLD.filter((field) => !carried || field !== 'plan'),
    ],
  };
}
