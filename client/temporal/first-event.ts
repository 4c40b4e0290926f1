import type { Client } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow';

/**
 * The arguments that a workflow's newest run was started with, read from its history without a worker: one event,
 * however long the history. Empty when they cannot be read, such as encrypted without the codec.
 */
export async function firstArguments(client: Client, id: string): Promise<unknown[]> {
  return (await firstEvent(client, id)).given;
}

/**
 * The same of a workflow that takes its record from an earlier run and from nobody else: without what somebody who
 * started it by hand gave in its place.
 */
export async function inputAndCarried(client: Client, id: string): Promise<[unknown, unknown?]> {
  const { given, isContinued } = await firstEvent(client, id);
  return isContinued ? [given[0], given[1]] : [given[0]];
}

async function firstEvent(client: Client, id: string): Promise<{ given: unknown[]; isContinued: boolean }> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId: id },
    maximumPageSize: 1,
  });
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  const isContinued = Boolean(started?.continuedExecutionRunId);
  try {
    const context = { type: 'workflow', namespace: client.options.namespace, workflowId: id } as const;
    const converter = client.options.loadedDataConverter;
    const given = await decodeArrayFromPayloads(converter, started?.input?.payloads, context);
    return { given, isContinued };
  } catch {
    return { given: [], isContinued };
  }
}
