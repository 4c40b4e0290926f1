import type { TemporalForTests } from './temporal';

/**
 * Runs `story` without a worker. CLI commands and admin servers that `story` starts wait half a second for a worker.
 */
export async function withoutWorker<T>(
  temporal: Pick<TemporalForTests, 'stopWorker'>,
  story: () => Promise<T>,
): Promise<T> {
  await temporal.stopWorker();
  const usual = process.env.HITL_PATIENCE;
  process.env.HITL_PATIENCE = '500ms';
  try {
    return await story();
  } finally {
    process.env.HITL_PATIENCE = usual;
  }
}
