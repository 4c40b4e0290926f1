import { activityInfo, Context } from '@temporalio/activity';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow';
import type { temporal } from '@temporalio/proto';
import { timestampToMs, undefinedIfNotFound } from '../requests/history';

/** How a workflow was started. */
interface Start {
  attributes: temporal.api.history.v1.IWorkflowExecutionStartedEventAttributes | null | undefined;
  /** Its first argument; undefined if it cannot be decoded. */
  argument: unknown;
  /** When the server started it. */
  at?: Date;
}

/** How the newest run with this id was started; nothing if there is none. Reads one event of its history. */
export async function readStart(workflowId: string): Promise<Start | undefined> {
  const { client } = Context.current();
  const { workflowNamespace: namespace = 'default' } = activityInfo();
  const request = { namespace, execution: { workflowId }, maximumPageSize: 1 };
  const page = await client.workflowService.getWorkflowExecutionHistory(request).catch(undefinedIfNotFound);
  if (page === undefined) return undefined;
  const event = page.history?.events?.[0];
  const attributes = event?.workflowExecutionStartedEventAttributes;
  const context = { type: 'workflow', namespace, workflowId } as const;
  const converter = client.options.loadedDataConverter;
  const payloads = attributes?.input?.payloads;
  const [argument] = await decodeArrayFromPayloads(converter, payloads, context).catch(() => []);
  const at = event?.eventTime == null ? undefined : new Date(timestampToMs(event.eventTime));
  return { attributes, argument, ...(at && { at }) };
}
