import type { Command } from 'commander';
import type { DevFlags } from '../dev/run-all';
import { loadRunAll } from '../lazy-imports';
import { type Cli, verbAction, wholeNumber, withExamples, withOutputFlag } from '../verb';

export function addDev(command: Command, cli: Cli): void {
  const port = wholeNumber(0, 65_535);
  command
    .option(
      '--config <file>',
      'config file (default: temporal.config.* in this folder, else the built-in rules)',
    )
    .option('--port <n>', 'port of Temporal; 0 chooses a free one', port, 7233)
    .option('--ui-port <n>', 'port of the Temporal UI (default: --port + 1000)', port)
    .option('--admin-port <n>', 'port of the admin server (default: --port + 1001)', port)
    .option(
      '--db-file <file>',
      "SQLite file for the data (default: in HITL_DATA_DIR or this user's data folder)",
    )
    .option('--namespace <name>', 'namespace (default: TEMPORAL_NAMESPACE or "default")')
    .option(
      '--task-queue <name>',
      'task queue of the worker (default: HITL_TASK_QUEUE, the config\'s or "hitl")',
    )
    .option('--demo', 'also run a demo agent that pays invoices and asks to transfer $15,000');
  withExamples(command, 'dev', 'dev --demo', 'dev --config examples/transfer/temporal.config.ts --port 0');
  withOutputFlag(command).action(verbAction<DevFlags>(cli, (call) => loadRunAll().dev(call)));
}
