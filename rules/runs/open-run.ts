import type { RunInput, RunRecord } from '../../contract/run';
import { isoTime } from '../time';

/** A run at its start. */
export function openRun(id: string, input: RunInput, startedAt: number): RunRecord {
  const at = isoTime(startedAt);
  return {
    ...input,
    id,
    kind: 'run',
    form: input.agent === undefined ? 'attached' : 'hosted',
    status: 'running',
    startedAt: at,
    totals: { steps: 0, reports: 0, errors: 0, cost: 0 },
    waitedMs: 0,
    heardAt: at,
    approvals: [],
    escalations: [],
    moments: [],
    memory: {},
  };
}
