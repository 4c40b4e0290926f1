import type { Command } from 'commander';
import { loadRunAll } from '../lazy-imports';
import { type Cli, verbAction, wholeNumber, withOutputFlag } from '../verb';
import type { DevFlags } from '../dev/run-all';

export function addDev(command: Command, cli: Cli): void {
  const port = wholeNumber(0, 65_535);
  command
    .option('--config <file>', 'the rules; default temporal.config.* here')
    .option('--port <n>', 'of Temporal; 0 takes a free one', port, 7233)
    .option('--ui-port <n>', 'of the Temporal UI; default port + 1000', port)
    .option('--admin-port <n>', 'of the admin server; default port + 1001', port)
    .option(
      '--db-file <file>',
      "keeps the data (SQLite); default in HITL_DATA_DIR, else this user's data folder",
    )
    .option('--namespace <name>', 'else TEMPORAL_NAMESPACE, "default"')
    .option('--task-queue <name>', 'where the worker listens; else HITL_TASK_QUEUE, the config, "hitl"')
    .option('--demo', 'with an agent that pays invoices, and asks to transfer $15,000');
  withOutputFlag(command).action(verbAction<DevFlags>(cli, (call) => loadRunAll().dev(call)));
}
