import type { temporal } from '@temporalio/proto';
import { type ReplayWorkerOptions, Worker } from '@temporalio/worker';
import { withEncryption } from '../codec/data-converter';
import { readEncryption } from '../codec/settings';
import { prebuiltBundleFor, preloadModules, workflowsPath } from './bundle';
import { LONG_TASKS } from './create-worker';

/** A history, and the id of its workflow: the ids of children begin with it. */
export interface RecordedHistory {
  workflowId: string;
  history: temporal.api.history.v1.IHistory;
}

/**
 * Replays histories with the workflows of this package, one after the other, and yields each with the error if it does not
 * replay. Reads the next history while one is replayed. If one history stops the worker of the replay, the others follow in
 * a new worker.
 *
 * @param bundlePath another bundle. Default: the prebuilt one, else a new one, which takes seconds
 */
export async function* replayHistories<Item extends RecordedHistory>(
  items: AsyncIterable<Item>,
  bundlePath?: string,
): AsyncGenerator<{ item: Item; error?: Error }> {
  const options = replayOptions(bundlePath);
  const source = items[Symbol.asyncIterator]();
  let replaying: Item | undefined;
  let hasMore = true;
  async function* rest() {
    for (;;) {
      const next = await source.next();
      hasMore = !next.done;
      if (next.done) return;
      replaying = next.value;
      yield next.value;
    }
  }
  while (hasMore)
    try {
      for await (const { error } of Worker.runReplayHistories(options, rest())) {
        const item = replaying;
        replaying = undefined;
        if (item) yield { item, ...(error && { error }) };
      }
    } catch (error) {
      if (replaying === undefined) throw error;
      yield { item: replaying, error: error instanceof Error ? error : new Error(String(error)) };
      replaying = undefined;
    }
}

/**
 * The keys of the environment decrypt the histories. Without its key, a history fails to replay with an error that names the key.
 * Nothing is encrypted, so that the errors of a replay are readable.
 */
function replayOptions(bundlePath: string | undefined): ReplayWorkerOptions {
  const encryption = readEncryption(undefined);
  const dataConverter = withEncryption(encryption && { ...encryption, decryptOnly: true }, 'throw');
  const workflowBundle =
    bundlePath === undefined ? prebuiltBundleFor({ dataConverter }) : { codePath: bundlePath };
  return {
    ...LONG_TASKS,
    dataConverter,
    ...(workflowBundle ? { workflowBundle } : { workflowsPath, bundlerOptions: { preloadModules } }),
    disablePayloadErrorLimit: true,
  };
}
