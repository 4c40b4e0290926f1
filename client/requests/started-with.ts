import { RequestStartSchema } from '../../contract/start';
import type { ApprovalInput } from '../../contract/request';
import { contentHash } from '../../rules/digest';
import { bounded } from '../temporal/bounded';
import { readFirstEvent } from '../temporal/first-event';
import type { Session } from '../temporal/session';

/** What a request's workflow was started with. Empty when it cannot be read, such as encrypted without the codec. */
export interface StartedWith extends Partial<ApprovalInput> {
  /** The digest of content and confirmation. */
  contentHash?: string;
  taskQueue: string;
}

/**
 * Reads from the history what a request asks. Unlike the memo, which anyone who starts a workflow can set to anything,
 * this is what the worker plans and what is approved.
 */
export async function startedWith({ client }: Session, id: string): Promise<StartedWith> {
  const { args, taskQueue } = await bounded(client, () => readFirstEvent(client, id));
  const { data } = RequestStartSchema.safeParse(args[0]);
  if (data === undefined) return { taskQueue };
  return { ...data, contentHash: contentHash(data.content, data.confirmation), taskQueue };
}
