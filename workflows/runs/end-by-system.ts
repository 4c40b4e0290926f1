import { endRun } from '../../rules/runs/end-run';
import type { RunDesk } from './run-desk';

/** Ends the run by itself, with a name for programs and a message for people. */
export function endBySystem(
  desk: RunDesk,
  status: 'failed' | 'cancelled',
  error: { name: string; message: string },
): void {
  desk.update(endRun(desk.record, status, Date.now(), { by: 'system', reason: error.message, error }));
}
