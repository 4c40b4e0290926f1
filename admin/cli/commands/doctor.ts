import type { Command } from 'commander';
import { type ConnectionFlags, withTemporalFlags } from '../flags';
import { loadDoctor } from '../lazy-imports';
import { type Cli, verbAction, withOutputFlag } from '../verb';

export interface DoctorFlags extends ConnectionFlags {
  config?: string;
}

export function addDoctor(command: Command, cli: Cli): void {
  command.option('--config <file>', 'the rules; default temporal.config.* here');
  withTemporalFlags(withOutputFlag(command)).action(
    verbAction<DoctorFlags>(cli, (call) => loadDoctor().doctor(call)),
  );
}
