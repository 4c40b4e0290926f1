import type { Command } from 'commander';
import { loadConfigCheck } from '../heavy';
import { type Cli, does, withOutputFlag } from '../verb';

export interface ConfigCheckFlags {
  config?: string;
  strict?: boolean;
}

/** `hitl config VERB`: looks at the rules without Temporal. */
export function addConfig(config: Command, cli: Cli): void {
  const check = config
    .command('check')
    .description(
      'name what is wrong in the config, and what is probably not meant; exits 2 if it is not valid',
    )
    .option('--config <file>', 'the rules; default temporal.config.* here')
    .option('--strict', 'take warnings as errors, as `strict: true` in the config does');
  withOutputFlag(check).action(
    does<ConfigCheckFlags>(cli, (call) => loadConfigCheck().checkConfigFile(call)),
  );
}
