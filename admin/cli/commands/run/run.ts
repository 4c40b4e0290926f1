import type { Command } from 'commander';
import type { Cli } from '../../verb';
import { addRunCancel } from './cancel';
import { addRunFinish } from './finish';
import { addRunReport } from './report';
import { addRunShow } from './show';
import { addRunStart } from './start';
import { addRunWait } from './wait';

/** `hitl run VERB`: agent runs. */
export function addRun(run: Command, cli: Cli): void {
  for (const add of [addRunStart, addRunReport, addRunShow, addRunWait, addRunFinish, addRunCancel])
    add(run, cli);
}
