import { temporal } from '@temporalio/proto';
import { WORKFLOW_TYPES } from '../../contract/names';
import { callTemporal } from '../temporal/calls';
import { quoted } from '../temporal/query-terms';
import { findWorkflow } from '../temporal/read';
import type { Session } from '../temporal/session';
import { isOpen } from '../temporal/status';
import { kindOfType, type StuckWorkflowKind } from './find-stuck';

/** One run of an open workflow of this package. */
export interface OpenWorkflow {
  id: string;
  runId: string;
  kind: StuckWorkflowKind;
}

/** Which open workflows to list. Every field narrows the list. */
export interface OpenFilter {
  kinds?: readonly StuckWorkflowKind[];
  taskQueue?: string;
}

const PAGE_SIZE = 500;

/**
 * Lists the open workflows of this package in the namespace, newest first. Needs no worker and no search attribute.
 *
 * @throws TemporalUnreachable
 */
export async function* openWorkflows(
  { client }: Session,
  { kinds, taskQueue }: OpenFilter = {},
): AsyncGenerator<OpenWorkflow> {
  const types = kinds?.map((kind) => WORKFLOW_TYPES[kind]) ?? Object.values(WORKFLOW_TYPES);
  const query =
    `CloseTime IS NULL AND WorkflowType IN (${types.map(quoted).join(', ')})` +
    (taskQueue === undefined ? '' : ` AND TaskQueue = ${quoted(taskQueue)}`);
  const { namespace } = client.options;
  let nextPageToken: Uint8Array | null | undefined;
  do {
    const request = { namespace, query, pageSize: PAGE_SIZE, nextPageToken: nextPageToken ?? null };
    const page = await callTemporal(client, () => client.workflowService.listWorkflowExecutions(request));
    for (const { execution, type } of page.executions) {
      const kind = kindOfType(type?.name ?? '');
      if (kind !== undefined && execution?.workflowId && execution.runId)
        yield { id: execution.workflowId, runId: execution.runId, kind };
    }
    nextPageToken = page.nextPageToken;
  } while (nextPageToken?.length);
}

/**
 * The open workflow of this package with this id, or why there is none.
 *
 * @throws InvalidInput when the id is not valid
 * @throws TemporalUnreachable
 */
export async function openWorkflow(
  { client }: Session,
  id: string,
): Promise<OpenWorkflow | { problem: string }> {
  const described = await findWorkflow(client, id);
  if (described === undefined) return { problem: 'no workflow has this id' };
  const kind = kindOfType(described.type);
  if (kind === undefined)
    return { problem: `it is a workflow of type ${described.type}, which is not one of temporal-hitl` };
  if (!isOpen(described)) return { problem: 'it has ended, so no worker needs to replay it' };
  return { id, runId: described.runId, kind };
}

/** A large history takes a while. */
const FETCH_TIMEOUT_MS = 60_000;

/** The history of one run as Temporal stores it, its payloads not decoded. @throws TemporalUnreachable */
export function fetchHistory(
  { client }: Session,
  { id, runId }: OpenWorkflow,
): Promise<temporal.api.history.v1.IHistory> {
  return callTemporal(client, () => client.workflow.getHandle(id, runId).fetchHistory(), FETCH_TIMEOUT_MS);
}

/** The version of the worker to which a run is pinned, as `NAME:BUILD`. Absent if it moves to the current version, or workers have no versions. */
export async function pinnedVersion({ client }: Session, id: string): Promise<string | undefined> {
  const described = await findWorkflow(client, id);
  const { behavior, deploymentVersion, versioningOverride } =
    described?.raw.workflowExecutionInfo?.versioningInfo ?? {};
  const override = versioningOverride?.pinned?.version;
  const version = override ?? (behavior === PINNED ? deploymentVersion : undefined);
  return version?.deploymentName && version.buildId
    ? `${version.deploymentName}:${version.buildId}`
    : undefined;
}

const PINNED = temporal.api.enums.v1.VersioningBehavior.VERSIONING_BEHAVIOR_PINNED;
