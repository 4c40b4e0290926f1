import type { Command } from 'commander';
import { withTemporalFlags } from '../flags';
import { loadRunWorker } from '../lazy-imports';
import { type Cli, verbAction, withOutputFlag } from '../verb';
import type { WorkerFlags } from '../dev/run-worker';

export function addWorker(command: Command, cli: Cli): void {
  command
    .option('--config <file>', 'config file (default: temporal.config.* in this folder)')
    .option('--metrics <host:port>', 'address at which to serve metrics for Prometheus');
  withTemporalFlags(withOutputFlag(command)).action(
    verbAction<WorkerFlags>(cli, (call) => loadRunWorker().hostWorker(call)),
  );
}
