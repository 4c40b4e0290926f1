import { type Command, InvalidArgumentError } from 'commander';
import type { WorkerFlags } from '../dev/run-worker';
import { withTemporalFlags } from '../flags';
import { loadRunWorker } from '../lazy-imports';
import { withLogFlags } from '../log';
import { type Cli, verbAction, withExamples, withOutputFlag } from '../verb';

export function addWorker(command: Command, cli: Cli): void {
  command
    .option('--config <file>', 'config file (default: temporal.config.* in this folder)')
    .option('--metrics <host:port>', 'address at which to serve metrics for Prometheus')
    .option('--health <host:port>', 'address at which to serve /healthz and /readyz', hostAndPort)
    .option(
      '--shutdown-timeout <duration>',
      'at SIGTERM or Ctrl-C, how long steps and messages in progress have to end; then they are repeated elsewhere',
      '20s',
    )
    .option(
      '--deployment <name>',
      'deployment of this worker, for worker versioning (default: TEMPORAL_DEPLOYMENT_NAME, else not versioned)',
    )
    .option('--build-id <id>', 'id of this build, with --deployment (default: TEMPORAL_WORKER_BUILD_ID)');
  withExamples(
    command,
    'worker --address temporal.example:7233',
    'worker --metrics 127.0.0.1:9464',
    'worker --deployment approvals --build-id 2026-12-01',
  );
  withTemporalFlags(withOutputFlag(withLogFlags(command))).action(
    verbAction<WorkerFlags>(cli, (call) => loadRunWorker().hostWorker(call)),
  );
}

function hostAndPort(value: string): { host: string; port: number } {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})$/.exec(value) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535)
    throw new InvalidArgumentError('It must be HOST:PORT, for example 0.0.0.0:9465.');
  return { host: bracketed ?? plain ?? '', port };
}
