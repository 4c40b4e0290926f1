import type { Command } from 'commander';
import type { Cli } from '../../verb';
import { addRunCancel } from './cancel';
import { addRunFinish } from './finish';
import { addRunReport } from './report';
import { addRunShow } from './show';
import { addRunStart } from './start';
import { addRunWait } from './wait';

/** `hitl run VERB`: agent runs. */
export function addRun(program: Command, cli: Cli): void {
  const run = program
    .command('run')
    .description('start agent runs, report to them, wait for them and end them');
  for (const add of [addRunStart, addRunReport, addRunShow, addRunWait, addRunFinish, addRunCancel])
    add(run, cli);
}
