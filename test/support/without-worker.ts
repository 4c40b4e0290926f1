import type { TemporalForTests } from './temporal';

/**
 * Runs `story` without a worker. CLI commands and admin servers that `story` starts do not wait the usual five seconds for
 * a worker.
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
