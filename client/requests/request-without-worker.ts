import type { DescribedWorkflow } from '../temporal/row';
import { ConfirmationSchema } from '../../contract/confirmation';
import type { RequestRecord } from '../../contract/record';
import { RequestContentSchema } from '../../contract/request';
import { openRequest } from '../../rules/requests/open-request';
import { bounded } from '../temporal/bounded';
import { readFirstEvent } from '../temporal/first-event';
import { openTo, requestKindOf } from './request-status';
import type { Session } from '../temporal/session';

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
  described: DescribedWorkflow,
): Promise<RequestView> {
  const { client } = session;
  const { workflowId: id, startTime } = described;
  const { args, state } = await bounded(client, () => readFirstEvent(client, id));
  const [input] = args;
  const { data: content } = RequestContentSchema.safeParse((input as { content?: unknown } | null)?.content);
  // Of a run that goes on for an earlier one.
  const carried = state as RequestRecord | undefined;
  const { action = '', requesterId = '', resource, description, runId } = described.memo;
  const shown = {
    ...(resource !== undefined && { resource }),
    ...(description !== undefined && { description }),
    ...(runId !== undefined && { runId }),
  };
  const kind = requestKindOf(described);
  const { data: confirmation } = ConfirmationSchema.safeParse(
    (input as { confirmation?: unknown } | null)?.confirmation,
  );
  const nature = { kind, confirmation };
  const told = content ?? { action, requesterId, ...shown, context: {} };
  const known = carried ?? openRequest(id, told, startTime.getTime(), nature);
  const { expiresAt, approvers, isIncomplete } = openTo(described);
  return {
    ...known,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(approvers && { approvers }),
    unknown: [
      ...(content || carried ? [] : ['context', 'description']),
      ...(kind === 'confirmation' && !confirmation && !carried ? ['confirmation'] : []),
      ...(expiresAt === undefined ? ['expiresAt'] : []),
      ...(isIncomplete ? ['approvers'] : []),
      ...UNTOLD.filter((field) => !carried || field !== 'plan'),
    ],
  };
}
