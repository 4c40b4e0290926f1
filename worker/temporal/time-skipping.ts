import { TestWorkflowEnvironment } from '@temporalio/testing';
import { findServer } from './find-server';

/**
 * Starts the test server whose clock jumps to the next timer while a result is awaited. Stop it with `teardown()`. It
 * cannot list or count. Its clock (`currentTimeMs()`) runs ahead of real time.
 *
 * @throws TemporalServerNotFound
 */
export async function startTimeSkipping(
  options: { log?: (line: string) => void } = {},
): Promise<TestWorkflowEnvironment> {
  const { path } = await findServer('test-server', options);
  return TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
}
