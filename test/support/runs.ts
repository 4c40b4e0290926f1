import { type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../contract/config/config';
import type { EscalationInput, EscalationRecord, EscalationVerdict } from '../../contract/escalation';
import { WORKFLOW_TYPES } from '../../contract/names';
import type { ReportResult, RunInput, RunRecord, RunVerdict } from '../../contract/run';
import { query } from './query';
import { eventually } from './temporal';
import { update } from './update';

let count = 0;

/** Levels with assignees: ana and bo, then di, then eve. `supervisor` has no assignees. */
export const LADDER: ConfigInput = {
  directory: { reviewers: ['ana', 'bo'], managers: ['di'] },
  fallback: { approvers: ['ana', 'bo'] },
  levels: {
    human_review: { assignees: ['reviewers'], acknowledgeWithin: '15m', resolveWithin: '4h' },
    manager: { assignees: ['managers'], acknowledgeWithin: '30m', resolveWithin: '2h' },
    executive: { assignees: ['eve'], acknowledgeWithin: '1h', resolveWithin: '1h' },
  },
  operators: ['op'],
};

/** An escalation on the time-skipping server, and functions that act on it. */
export async function startEscalation(
  env: TestWorkflowEnvironment,
  taskQueue: string,
  input: Partial<EscalationInput> = {},
) {
  const handle = await env.client.workflow.start(WORKFLOW_TYPES.escalation, {
    workflowId: `escalation-${++count}`,
    taskQueue,
    args: [{ runId: 'run-1', level: 'human_review', reason: 'confidence 0.3', triggers: [], ...input }],
  });
  return escalationBehind(env, handle.workflowId);
}

/** Functions that act on an escalation. Each waits until the escalation has started. */
export function escalationBehind(env: TestWorkflowEnvironment, id: string) {
  const handle = env.client.workflow.getHandle(id);
  const started = () => startedWorkflow(env, id);
  const send = async (name: string, message: object) =>
    update<EscalationVerdict>(await started(), name, message);
  return {
    id,
    handle,
    record: async () => query<EscalationRecord>(await started(), 'get'),
    result: async () => (await started()).result() as Promise<EscalationRecord>,
    acknowledge: (acknowledgedBy: string) => send('acknowledge', { acknowledgedBy }),
    resolve: (resolvedBy: string, action = 'continue', more: object = {}) =>
      send('resolve', { resolvedBy, action, resolution: 'looked at it', ...more }),
    promote: (promotedBy: string, more: object = {}) => send('promote', { promotedBy, ...more }),
    reassign: (reassignedBy: string, assignees: string[]) => send('reassign', { reassignedBy, assignees }),
    cancel: (cancelledBy: string) => send('cancel', { cancelledBy }),
    update: send,
  };
}

/**
 * The handle of a workflow that another workflow starts, once it has started. The record of a run lists its children
 * a moment before the server has started them.
 */
export async function startedWorkflow(env: TestWorkflowEnvironment, id: string): Promise<WorkflowHandle> {
  const handle = env.client.workflow.getHandle(id);
  const isThere = async () => {
    try {
      await handle.describe();
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  };
  await eventually(isThere);
  return handle;
}

/** A run on the time-skipping server, and functions that act on it. */
export async function startRun(env: TestWorkflowEnvironment, taskQueue: string, input: RunInput = {}) {
  const handle = await env.client.workflow.start(WORKFLOW_TYPES.run, {
    workflowId: `run-${++count}`,
    taskQueue,
    args: [input],
  });
  return {
    id: handle.workflowId,
    handle,
    record: () => query<RunRecord>(handle, 'get'),
    result: () => handle.result() as Promise<RunRecord>,
    /** The result, without time skipping: a child that is being cancelled must not expire instead. */
    ended: async () => {
      const isOver = async () => (await handle.describe()).status.name !== 'RUNNING';
      await eventually(isOver, 30_000);
      return handle.result() as Promise<RunRecord>;
    },
    report: (context: object, escalate = false) =>
      update<ReportResult>(handle, 'report', { context, escalate }),
    escalate: (level: string, reason = 'help') =>
      update<{ escalationId: string; opened: boolean }>(handle, 'escalate', {
        level,
        reason,
        escalatedBy: 'agent',
      }),
    finish: (output?: unknown) =>
      update<RunVerdict>(handle, 'finish', output === undefined ? {} : { output }),
    cancel: (cancelledBy = 'op') => update<RunVerdict>(handle, 'cancel', { cancelledBy, reason: 'enough' }),
  };
}
