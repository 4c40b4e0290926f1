import { RUN_STATUSES, RunStatus } from '../../contract/run';
import { type Described, isOpen, statusKey } from '../requests/request-status';

/**
 * A run's status as Temporal knows it without a worker: running while its workflow is open, and its own word once that
 * has completed. What Temporal ended is cancelled if somebody did so, and failed if it broke.
 */
export function runStatusOf(described: Described): RunStatus {
  if (isOpen(described)) return RunStatus.RUNNING;
  const { name } = described.status;
  if (name === 'TERMINATED' || name === 'CANCELLED') return RunStatus.CANCELLED;
  const said = described.typedSearchAttributes.get(statusKey);
  const known = RUN_STATUSES.find((status) => status === said);
  return name !== 'COMPLETED' || known === undefined || known === RunStatus.RUNNING
    ? RunStatus.FAILED
    : known;
}
