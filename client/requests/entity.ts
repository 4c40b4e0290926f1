import { defined } from '../../contract/defined';
import { RequestNotFound } from '../../contract/errors';
import { WORKFLOW_TYPES } from '../../contract/names';
import {
  RequestStartSchema,
  type ApprovalInput,
  ConfirmationSchema,
  RequestContentSchema,
  type RequestRecord,
  type RequestView,
} from '../../contract/request';
import { contentHash } from '../../rules/digest';
import { takenOver } from '../../rules/requests/handed-on';
import { endRequest, openRequest } from '../../rules/requests/record';
import { callTemporal } from '../temporal/calls';
import { readFirstEvent } from '../temporal/first-event';
import type { DescribedWorkflow } from '../temporal/row';
import type { ReadableEntity, Session, TemporalEnd } from '../temporal/session';
import { openFieldsOf, requestKindOf } from '../temporal/status';

export type { RequestView };

export const REQUEST: ReadableEntity<RequestView> = {
  noun: 'request',
  types: [WORKFLOW_TYPES.approval, WORKFLOW_TYPES.confirmation],
  NotFound: RequestNotFound,
  withoutWorker: requestWithoutWorker,
  endedByTemporal,
};

/** Temporal ended its workflow, so nothing was approved: it is cancelled (design section temporal). */
function endedByTemporal({ unknown, ...view }: RequestView, { error, ...end }: TemporalEnd): RequestView {
  const ended = endRequest(view, {
    status: 'cancelled',
    ...end,
    ...(error && { error: { name: 'RequestFailed', ...error } }),
  });
  return { ...ended, ...defined({ unknown }) };
}

const WORKER_ONLY_FIELDS = [
  'plan',
  'stage',
  'needed',
  'decisions',
  'refused',
  'refusedCount',
  'formerMembers',
  'revision',
];

/**
 * A pending request from Temporal's data alone. Its content is certain because it is the workflow's input; so are status,
 * deadline and approvers once it is planned. Only a worker knows the decisions made since.
 */
async function requestWithoutWorker(session: Session, described: DescribedWorkflow): Promise<RequestView> {
  const { client } = session;
  const { workflowId: id, startTime, runId: run } = described;
  const { args, state } = await callTemporal(client, () => readFirstEvent(client, id, run));
  const [input] = args;
  const { data: content } = RequestContentSchema.safeParse((input as { content?: unknown } | null)?.content);
  // The state of a run that continues an earlier one.
  const handed = state as RequestRecord | undefined;
  const carried = handed && content ? takenOver(handed, content) : handed;
  const { action = '', requesterId = '', resource, description, runId } = described.memo;
  const shown = defined({ resource, description, runId });
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
    ...defined({ expiresAt, approvers }),
    unknown: [
      ...(content || carried ? [] : ['context', 'description', 'rationale', 'evidence', 'response']),
      ...(kind === 'confirmation' && !confirmation && !carried ? ['confirmation'] : []),
      ...(expiresAt === undefined ? ['expiresAt'] : []),
      ...(isIncomplete ? ['approvers'] : []),
      ...WORKER_ONLY_FIELDS.filter((field) => !carried || field !== 'plan'),
    ],
  };
}

/** The input of a request's workflow. Empty when it cannot be read, for example encrypted without the codec. */
interface StartedWith extends Partial<ApprovalInput> {
  /** The digest of content and confirmation. */
  contentHash?: string;
  taskQueue: string;
}

/**
 * Reads a request's content from the history. The worker plans this content and people approve it. The memo is not safe:
 * a program that starts a workflow can set it to anything.
 */
export async function startedWith({ client }: Session, id: string): Promise<StartedWith> {
  const { args, taskQueue } = await callTemporal(client, () => readFirstEvent(client, id));
  const { data } = RequestStartSchema.safeParse(args[0]);
  if (data === undefined) return { taskQueue };
  return { ...data, contentHash: contentHash(data.content, data.confirmation), taskQueue };
}
