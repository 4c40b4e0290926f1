import type { Command } from 'commander';
import type { DoctorFlags } from '../doctor/check-all';
import { withTemporalFlags } from '../flags';
import { loadDoctor } from '../lazy-imports';
import { type Cli, verbAction, withOutputFlag } from '../verb';

export function addDoctor(command: Command, cli: Cli): void {
  command.option('--config <file>', 'config file (default: temporal.config.* in this folder)');
  withTemporalFlags(withOutputFlag(command)).action(
    verbAction<DoctorFlags>(cli, (call) => loadDoctor().doctor(call)),
  );
}
