import type { ConfigInput } from '../../contract/config/config';
import type { TemporalForTests } from './temporal';

/** Starts a worker in `beforeAll`. Returns a function that stops it, for `afterAll`. */
export function startWorkerBeside(temporal: TemporalForTests, config: ConfigInput): () => Promise<void> {
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const over = temporal.withWorker(() => stopped, config);
  return async () => {
    stop();
    await over;
  };
}
