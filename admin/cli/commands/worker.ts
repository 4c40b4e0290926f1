import type { Command } from 'commander';
import { withTemporalFlags } from '../flags';
import { loadRunWorker } from '../lazy-imports';
import { type Cli, verbAction, withOutputFlag } from '../verb';
import type { WorkerFlags } from '../dev/run-worker';

export function addWorker(command: Command, cli: Cli): void {
  command
    .option('--config <file>', 'the rules; default temporal.config.* here')
    .option('--metrics <host:port>', "serve Temporal's metrics and ours there, for Prometheus");
  withTemporalFlags(withOutputFlag(command)).action(
    verbAction<WorkerFlags>(cli, (call) => loadRunWorker().hostWorker(call)),
  );
}
