import type { Command } from 'commander';
import { withTemporalFlags } from '../flags';
import { loadRunAdmin } from '../lazy-imports';
import { type Cli, verbAction, wholeNumber, withOutputFlag } from '../verb';
import type { AdminFlags } from '../dev/run-admin';

export function addAdmin(command: Command, cli: Cli): void {
  command
    .option('--config <file>', 'with `admin`; default temporal.config.* here')
    .option('--host <address>', 'where it listens', '127.0.0.1')
    .option('--port <n>', 'where it listens; 0 takes a free one', wholeNumber(0, 65_535), 8234);
  withTemporalFlags(withOutputFlag(command)).action(
    verbAction<AdminFlags>(cli, (call) => loadRunAdmin().hostAdmin(call)),
  );
}
