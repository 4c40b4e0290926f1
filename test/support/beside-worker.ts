import type { ConfigInput } from '../../contract/config/config';
import type { TemporalForTests } from './temporal';

/** A worker that runs from `beforeAll` to `afterAll`; answers how to stop it. */
export function startWorkerBeside(temporal: TemporalForTests, config: ConfigInput): () => Promise<void> {
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const over = temporal.withWorker(() => stopped, config);
  return async () => {
    stop();
    await over;
  };
}
