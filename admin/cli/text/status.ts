import type { RequestStatus } from '../../../contract/status';
import type { Output } from '../output';

/** A status in its colour; the word itself says it too. */
export function paintStatus({ colours }: Output, status: RequestStatus): string {
  const paint = {
    pending: colours.yellow,
    approved: colours.green,
    rejected: colours.red,
    expired: colours.magenta,
    cancelled: colours.dim,
  }[status];
  return paint(status);
}
