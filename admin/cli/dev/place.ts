import { resolveConnection } from '../../../client/temporal/connection-settings';

/** The flags with which other commands reach this server, and request there; none where they would find it anyway. */
export function flagsToReach({
  address,
  namespace,
  taskQueue,
}: {
  address: string;
  namespace: string;
  taskQueue: string;
}) {
  const found = resolveConnection();
  const isDefault = address === '127.0.0.1:7233' && found.address === 'localhost:7233';
  const connection = [
    ...(isDefault || found.address === address ? [] : [` --address ${address}`]),
    ...(found.namespace === namespace ? [] : [` --namespace ${namespace}`]),
  ].join('');
  const isUsualQueue = taskQueue === (process.env.HITL_TASK_QUEUE || 'hitl');
  return { connection, toRequest: `${connection}${isUsualQueue ? '' : ` --task-queue ${taskQueue}`}` };
}
