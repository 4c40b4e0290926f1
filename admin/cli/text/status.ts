import type { EscalationStatus } from '../../../contract/escalation';
import type { RunStatus } from '../../../contract/run';
import type { RequestStatus } from '../../../contract/status';
import type { Output } from '../output';

/** A status in its colour; the word itself says it too. */
export function paintStatus(
  { colours }: Output,
  status: RequestStatus | EscalationStatus | RunStatus,
): string {
  const paint = {
    pending: colours.yellow,
    acknowledged: colours.cyan,
    running: colours.yellow,
    approved: colours.green,
    resolved: colours.green,
    completed: colours.green,
    rejected: colours.red,
    aborted: colours.red,
    failed: colours.red,
    expired: colours.magenta,
    cancelled: colours.dim,
  }[status];
  return paint(status);
}
