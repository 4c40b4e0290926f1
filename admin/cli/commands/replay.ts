import { type Command, Option } from 'commander';
import { WORKFLOW_TYPES } from '../../../contract/names';
import { withTemporalFlags } from '../flags';
import { loadReplay } from '../lazy-imports';
import type { ReplayFlags } from '../replay/check-open';
import { type Cli, verbAction, wholeNumber, withExamples, withOutputFlag } from '../verb';

export function addReplay(command: Command, cli: Cli): void {
  command
    .addOption(
      new Option('--type <kind...>', 'only workflows of these kinds').choices(Object.keys(WORKFLOW_TYPES)),
    )
    .option('--ids <id...>', 'only the workflows with these ids')
    .option('--limit <number>', 'at most this many, newest first (default: all)', wholeNumber(1))
    .option('--save <folder>', 'write the histories that do not replay to this folder, as JSON')
    .option('--from <folder>', 'check the histories in this folder, without Temporal')
    .option(
      '--bundle <file>',
      'a bundle of `bundleWorkflowCode`, if your worker has workflows of its own beside `hitlPlugin`',
    );
  withExamples(
    command,
    'replay                          before the new build gets tasks',
    'replay --save failed-histories',
    'replay --from failed-histories',
  );
  withTemporalFlags(withOutputFlag(command)).action(
    verbAction<ReplayFlags>(cli, (call) => loadReplay().replay(call)),
  );
}
