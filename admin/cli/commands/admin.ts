import type { Command } from 'commander';
import type { AdminFlags } from '../dev/run-admin';
import { withTemporalFlags } from '../flags';
import { loadRunAdmin } from '../lazy-imports';
import { withLogFlags } from '../log';
import { type Cli, verbAction, wholeNumber, withExamples, withOutputFlag } from '../verb';

export function addAdmin(command: Command, cli: Cli): void {
  command
    .option(
      '--config <file>',
      'config file with an `admin` section (default: temporal.config.* in this folder)',
    )
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port to listen on; 0 chooses a free one', wholeNumber(0, 65_535), 8234);
  withExamples(command, 'admin', 'admin --host 0.0.0.0 --port 8234');
  withTemporalFlags(withOutputFlag(withLogFlags(command))).action(
    verbAction<AdminFlags>(cli, (call) => loadRunAdmin().hostAdmin(call)),
  );
}
