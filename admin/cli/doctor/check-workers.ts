import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { visibleLine } from '../../../rules/visible';
import { span } from '../text/span';
import { bad, type Check, good } from './check';

/** A poll lasts a minute; a worker that began none for longer is gone, though Temporal still names it for five. */
const POLLS_WITHIN_MS = 90_000;

/** Whether a worker polls the task queue. */
export async function checkWorkers(client: Client, namespace: string, taskQueue: string): Promise<Check> {
  const name = 'workers';
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  });
  const ages = (pollers ?? []).map(({ identity, lastAccessTime }) => ({
    identity: visibleLine(identity ?? ''),
    age: Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1000,
  }));
  const present = ages.filter(({ age }) => age < POLLS_WITHIN_MS);
  if (present.length > 0)
    return good(
      name,
      `${present.length} on task queue ${taskQueue}: ${present.map(({ identity }) => identity).join(', ')}`,
    );
  const last = Math.min(...ages.map(({ age }) => age));
  const seen = Number.isFinite(last) ? `; the last was seen ${span(last)} ago` : '';
  return bad(
    name,
    `none on task queue ${taskQueue}${seen}`,
    'Requests and decisions are kept until there is one: start `hitl worker`. If one runs, see whether it listens on this task queue.',
  );
}
