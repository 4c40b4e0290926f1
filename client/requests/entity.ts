import { RequestNotFound } from '../../contract/errors';
import { WORKFLOW_TYPES } from '../../contract/names';
import {
  type ApprovalInput,
  ConfirmationSchema,
  RequestContentSchema,
  type RequestRecord,
} from '../../contract/request';
import { RequestStartSchema } from '../../contract/start';
import { contentHash } from '../../rules/digest';
import { endRequest, openRequest } from '../../rules/requests/record';
import { callTemporal } from '../temporal/calls';
import { readFirstEvent } from '../temporal/first-event';
import type { DescribedWorkflow } from '../temporal/row';
import type { ReadableEntity, Session, TemporalEnd } from '../temporal/session';
import { openFieldsOf, requestKindOf } from '../temporal/status';

export const REQUEST: ReadableEntity<RequestView> = {
  noun: 'request',
  types: [WORKFLOW_TYPES.approval, WORKFLOW_TYPES.confirmation],
  NotFound: RequestNotFound,
  withoutWorker: requestWithoutWorker,
  brokenOff,
};

/** Whatever Temporal did to it, nothing was approved: it is cancelled (design, Temporal). */
function brokenOff({ unknown, ...view }: RequestView, { error, ...end }: TemporalEnd): RequestView {
  const ended = endRequest(view, {
    status: 'cancelled',
    ...end,
    ...(error && { error: { name: 'RequestFailed', ...error } }),
  });
  return { ...ended, ...(unknown && { unknown }) };
}

/** A request as far as it is known. */
export type RequestView = RequestRecord & {
  /** Who is asked in the open stage, when only that is known of the plan. */
  approvers?: string[];
  /** Fields that no worker was there to tell: they are empty, and mean nothing. Absent when all is known. */
  unknown?: string[];
};

const WORKER_ONLY_FIELDS = [
  'plan',
  'stage',
  'needed',
  'decisions',
  'refused',
  'refusedCount',
  'formerMembers',
];

/**
 * A pending request as Temporal alone knows it: what is asked is certain, since it is the workflow's input, and so are
 * status, deadline and approvers once it is planned. What people did since only its worker can tell.
 */
async function requestWithoutWorker(session: Session, described: DescribedWorkflow): Promise<RequestView> {
  const { client } = session;
  const { workflowId: id, startTime } = described;
  const { args, state } = await callTemporal(client, () => readFirstEvent(client, id));
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
  const { expiresAt, approvers, isIncomplete } = openFieldsOf(described);
  return {
    ...known,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(approvers && { approvers }),
    unknown: [
      ...(content || carried ? [] : ['context', 'description']),
      ...(kind === 'confirmation' && !confirmation && !carried ? ['confirmation'] : []),
      ...(expiresAt === undefined ? ['expiresAt'] : []),
      ...(isIncomplete ? ['approvers'] : []),
      ...WORKER_ONLY_FIELDS.filter((field) => !carried || field !== 'plan'),
    ],
  };
}

/** What a request's workflow was started with. Empty when it cannot be read, such as encrypted without the codec. */
interface StartedWith extends Partial<ApprovalInput> {
  /** The digest of content and confirmation. */
  contentHash?: string;
  taskQueue: string;
}

/**
 * Reads from the history what a request asks. Unlike the memo, which anyone who starts a workflow can set to anything,
 * this is what the worker plans and what is approved.
 */
export async function startedWith({ client }: Session, id: string): Promise<StartedWith> {
  const { args, taskQueue } = await callTemporal(client, () => readFirstEvent(client, id));
  const { data } = RequestStartSchema.safeParse(args[0]);
  if (data === undefined) return { taskQueue };
  return { ...data, contentHash: contentHash(data.content, data.confirmation), taskQueue };
}
