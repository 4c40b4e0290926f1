import type { Command } from 'commander';
import { type ConnectionFlags, withTemporalFlags } from '../connection-flags';
import { loadDoctor } from '../heavy';
import { type Cli, does, withOutputFlag } from '../verb';

export interface DoctorFlags extends ConnectionFlags {
  config?: string;
}

export function addDoctor(program: Command, cli: Cli): void {
  const command = program
    .command('doctor')
    .description('check the set-up, and say what to do about what is wrong')
    .option('--config <file>', 'the rules; default temporal.config.* here');
  withTemporalFlags(withOutputFlag(command)).action(
    does<DoctorFlags>(cli, (call) => loadDoctor().doctor(call)),
  );
}
