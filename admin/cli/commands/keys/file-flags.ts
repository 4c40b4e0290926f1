import type { Command } from 'commander';

/** Adds the flags that say which file of API keys is meant. */
export function withKeyFileFlags(command: Command): Command {
  return command
    .option('--file <file>', 'of the keys; default: desk.signIn.keys of the config')
    .option('--config <file>', 'with `desk`; default temporal.config.* here');
}
