import { sortApprovals } from '../../../rules/runs/approvals';
import { openRun } from '../../../rules/runs/record';
import { START } from '../../support/requests';

const pending = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    key: `a${index}`,
    id: `run-1-a${index}`,
    contentHash: 'h',
    status: 'pending' as const,
    requestedInStep: 1,
    isReported: false,
  }));
const asked = [{ key: 'b', action: 'pay', context: {} }];

test('a run has at most 1,000 open approvals, since Temporal cannot cancel one with 2,000', () => {
  const run = openRun('run-1', { agent: 'worker' }, START);
  expect(sortApprovals({ ...run, approvals: pending(999) }, asked)).toEqual({ fresh: asked, again: [] });
  expect(sortApprovals({ ...run, approvals: pending(1_000) }, asked).problem).toContain('1000 open');
});
