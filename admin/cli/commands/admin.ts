import type { Command } from 'commander';
import { type ConnectionFlags, withTemporalFlags } from '../flags';
import { loadRunAdmin } from '../lazy-imports';
import { type Cli, verbAction, wholeNumber, withOutputFlag } from '../verb';

export interface AdminFlags extends ConnectionFlags {
  config?: string;
  host: string;
  port: number;
}

export function addAdmin(command: Command, cli: Cli): void {
  command
    .option('--config <file>', 'with `desk`; default temporal.config.* here')
    .option('--host <address>', 'where it listens', '127.0.0.1')
    .option('--port <n>', 'where it listens; 0 takes a free one', wholeNumber(0, 65_535), 8234);
  withTemporalFlags(withOutputFlag(command)).action(
    verbAction<AdminFlags>(cli, (call) => loadRunAdmin().hostAdmin(call)),
  );
}
