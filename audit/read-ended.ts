import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { ESCALATION } from '../client/escalations/entity';
import { REQUEST } from '../client/requests/entity';
import { USE } from '../client/requests/uses';
import { RUN } from '../client/runs/entity';
import { callTemporal } from '../client/temporal/calls';
import { readFirstEvent } from '../client/temporal/first-event';
import { endedRecord } from '../client/temporal/read';
import { type DescribedWorkflow, describeWorkflow, type Row } from '../client/temporal/row';
import type { ReadableEntity, Session } from '../client/temporal/session';
import type { AuditBody, AuditKind, CLOSED_AS } from '../contract/audit';
import { defined } from '../contract/defined';
import { RequestNotFound, TemporalUnreachable } from '../contract/errors';
import type { EscalationRecord } from '../contract/escalation';
import { isObject } from '../contract/json';
import { WORKFLOW_TYPES } from '../contract/names';
import type { NotificationsRecord } from '../contract/notification';
import type { RequestRecord } from '../contract/request';
import type { UseRecord } from '../contract/use';
import { bodyDigest } from '../rules/audit/entry';

/** A run of a workflow that has ended, as a list shows it. */
export type EndedRun = Pick<
  Row,
  'workflowId' | 'runId' | 'type' | 'startTime' | 'closeTime' | 'memo' | 'status'
>;

/** How to read one kind of workflow, and what its record belongs to. */
interface Audited {
  kind: AuditKind;
  entity: ReadableEntity<unknown>;
  about: (record: unknown) => string | undefined;
}

const aboutRun = (record: unknown) => (record as RequestRecord).runId;

const NOTIFICATIONS: ReadableEntity<NotificationsRecord> = {
  noun: 'notifications',
  types: [WORKFLOW_TYPES.notifications],
  NotFound: RequestNotFound,
  withoutWorker: async (session, { workflowId, runId }) => {
    const { args } = await callTemporal(session.client, () =>
      readFirstEvent(session.client, workflowId, runId),
    );
    const [subject] = args as NotificationsRecord['subject'][];
    return { subject: subject ?? { kind: 'request', id: '' }, messages: [], asked: {}, unreachable: [] };
  },
  endedByTemporal: (record, end) => ({ ...record, end }),
};

const AUDITED: Record<string, Audited> = {
  [WORKFLOW_TYPES.approval]: {
    kind: 'approval',
    entity: REQUEST as ReadableEntity<unknown>,
    about: aboutRun,
  },
  [WORKFLOW_TYPES.confirmation]: {
    kind: 'confirmation',
    entity: REQUEST as ReadableEntity<unknown>,
    about: aboutRun,
  },
  [WORKFLOW_TYPES.escalation]: {
    kind: 'escalation',
    entity: ESCALATION as ReadableEntity<unknown>,
    about: (record) => (record as EscalationRecord).requestId ?? (record as EscalationRecord).runId,
  },
  [WORKFLOW_TYPES.run]: { kind: 'run', entity: RUN as ReadableEntity<unknown>, about: () => undefined },
  [WORKFLOW_TYPES.use]: {
    kind: 'use',
    entity: USE as ReadableEntity<unknown>,
    about: (record) => (record as UseRecord).requestId,
  },
  [WORKFLOW_TYPES.notifications]: {
    kind: 'notifications',
    entity: NOTIFICATIONS as ReadableEntity<unknown>,
    about: (record) => (record as NotificationsRecord).subject.id,
  },
};

/** The workflow types whose ended runs are recorded. */
export const AUDITED_TYPES = Object.keys(AUDITED);

type ClosedAs = (typeof CLOSED_AS)[number];

const ENDED_AS: Partial<Record<EndedRun['status']['name'], ClosedAs>> = {
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timed_out',
};

/**
 * Reads the record of an ended run, as the client reads it. A record that cannot be read does not throw: the entry says why.
 *
 * @throws TemporalUnreachable
 */
export async function readEnded(session: Session, run: EndedRun, now: Date): Promise<AuditBody | undefined> {
  const audited = AUDITED[run.type];
  const closedAs = ENDED_AS[run.status.name];
  if (audited === undefined || closedAs === undefined) return undefined;
  const body = {
    v: 1 as const,
    writtenAt: now.toISOString(),
    namespace: session.client.options.namespace,
    kind: audited.kind,
    id: run.workflowId,
    runId: run.runId,
    startedAt: run.startTime.toISOString(),
    closedAt: (run.closeTime ?? now).toISOString(),
    closedAs,
  };
  const read = await recordOf(session, audited, run);
  return { ...body, ...read };
}

type ReadRecord = Pick<AuditBody, 'about' | 'record' | 'unreadable' | 'resetTo'>;

async function recordOf(session: Session, audited: Audited, run: EndedRun): Promise<ReadRecord> {
  const described = await describe(session.client, run);
  if (described === undefined) return { unreadable: DELETED, ...aboutOf(run) };
  const resetTo = described.raw.workflowExtendedInfo?.resetRunId || undefined;
  try {
    const record = asStored(await endedRecord(session, audited.entity, described));
    const about = audited.about(record) || undefined;
    return { record, ...defined({ about: typeof about === 'string' ? about : undefined, resetTo }) };
  } catch (error) {
    return { unreadable: whyUnreadable(error), ...defined({ resetTo }), ...aboutOf(run) };
  }
}

/** What the memo says that a record which cannot be read belongs to. */
function aboutOf({ memo }: EndedRun): { about?: string } {
  return defined({ about: memo.requestId ?? memo.id ?? memo.runId });
}

function describe(client: Client, { workflowId, runId }: EndedRun): Promise<DescribedWorkflow | undefined> {
  return callTemporal(client, () => describeWorkflow(client, workflowId, runId));
}

/** The record as JSON stores it. @throws Error when it is not an object that canonical JSON can represent */
function asStored(record: unknown): Record<string, never> {
  const stored: unknown = JSON.parse(JSON.stringify(record ?? null));
  if (!isObject(stored)) throw new Error('its result is not a record');
  bodyDigest({ record: stored } as unknown as AuditBody);
  return stored as Record<string, never>;
}

const MAX_REASON = 1_000;

/** Why one record cannot be read. @throws the error itself, if Temporal did not answer */
function whyUnreadable(error: unknown): string {
  if (error instanceof TemporalUnreachable) throw error;
  if (error instanceof WorkflowNotFoundError) return DELETED;
  const message = error instanceof Error ? error.message : String(error);
  return message.toWellFormed().slice(0, MAX_REASON) || 'unknown error';
}

const DELETED = 'Temporal no longer has it: it was deleted';
