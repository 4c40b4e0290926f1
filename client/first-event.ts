import type { Client } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow';
import type { RequestRecord } from '../contract/record';
import { type RequestContent, RequestContentSchema } from '../contract/request';

/** What a request's newest run was started with, read from its history without a worker. */
export interface StartedWith {
  /** Absent when the first event cannot be read, such as encrypted without the codec. */
  content?: RequestContent;
  /** The record so far, when the run goes on for an earlier one. */
  carried?: RequestRecord;
}

/** Reads one event, however long the history. A codec that fails, or input of another shape, leaves the answer empty. */
export async function startedWith(client: Client, id: string): Promise<StartedWith> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId: id },
    maximumPageSize: 1,
  });
  const payloads = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads;
  try {
    const context = { type: 'workflow', namespace: client.options.namespace, workflowId: id } as const;
    const [input, carried] = await decodeArrayFromPayloads(
      client.options.loadedDataConverter,
      payloads,
      context,
    );
    const content = RequestContentSchema.safeParse((input as { content?: unknown } | undefined)?.content);
    return {
      ...(content.success && { content: content.data }),
      ...(carried !== undefined && { carried: carried as RequestRecord }),
    };
  } catch {
    return {};
  }
}
