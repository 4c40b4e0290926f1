import type { TemporalForTests } from './temporal';

/**
 * Runs `story` while no worker runs. What connects or is opened meanwhile does not wait the usual five seconds for one:
 * the verbs of the CLI, and an admin server that `story` starts.
 */
export async function withoutWorker<T>(
  temporal: Pick<TemporalForTests, 'stopWorker'>,
  story: () => Promise<T>,
): Promise<T> {
  await temporal.stopWorker();
  process.env.HITL_PATIENCE = '500ms';
  try {
    return await story();
  } finally {
    delete process.env.HITL_PATIENCE;
  }
}
