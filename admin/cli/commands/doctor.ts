import type { Command } from 'commander';
import { type ConnectionFlags, withTemporalFlags } from '../connection-flags';
import { loadDoctor } from '../heavy';
import { type Cli, does, withOutputFlag } from '../verb';

export interface DoctorFlags extends ConnectionFlags {
  config?: string;
}

export function addDoctor(command: Command, cli: Cli): void {
  command.option('--config <file>', 'the rules; default temporal.config.* here');
  withTemporalFlags(withOutputFlag(command)).action(
    does<DoctorFlags>(cli, (call) => loadDoctor().doctor(call)),
  );
}
