import type { TemporalForTests } from '../support/temporal';

/** Lets examples connect as the environment says, to this Temporal; answers how to undo it. */
export function inEnvironmentOf({ address, server, taskQueue }: TemporalForTests): () => void {
  const before = { ...process.env };
  process.env.TEMPORAL_ADDRESS = address;
  process.env.TEMPORAL_NAMESPACE = server.namespace;
  process.env.HITL_TASK_QUEUE = taskQueue;
  return () => {
    process.env = before;
  };
}
