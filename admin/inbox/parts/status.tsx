import type { EscalationStatus } from '../../../contract/escalation';
import type { RunStatus } from '../../../contract/run';
import type { RequestStatus } from '../../../contract/names';

type AnyStatus = RequestStatus | EscalationStatus | RunStatus;

const SIGN: Record<AnyStatus, string> = {
  pending: '○',
  acknowledged: '◐',
  running: '○',
  approved: '✓',
  resolved: '✓',
  completed: '✓',
  rejected: '✕',
  aborted: '✕',
  failed: '✕',
  expired: '–',
  cancelled: '–',
};

const OPEN: readonly AnyStatus[] = ['pending', 'acknowledged', 'running'];

/** A status: the word says it, the sign and the weight only help. */
export function Status({ status }: { status: AnyStatus }) {
  return (
    <span class={OPEN.includes(status) ? 'status open' : 'status'}>
      <span aria-hidden="true">{SIGN[status]} </span>
      {status}
    </span>
  );
}
