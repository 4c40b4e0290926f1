import type { Client } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow';

/**
 * The arguments that a workflow's newest run was started with, read from its history without a worker: one event,
 * however long the history. Empty when they cannot be read, such as encrypted without the codec.
 */
export async function firstArguments(client: Client, id: string): Promise<unknown[]> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId: id },
    maximumPageSize: 1,
  });
  const payloads = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads;
  try {
    const context = { type: 'workflow', namespace: client.options.namespace, workflowId: id } as const;
    return await decodeArrayFromPayloads(client.options.loadedDataConverter, payloads, context);
  } catch {
    return [];
  }
}
