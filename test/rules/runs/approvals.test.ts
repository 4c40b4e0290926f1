import { sortApprovals, toDecision } from '../../../rules/runs/approvals';
import { openRun } from '../../../rules/runs/record';
import { editable } from '../../support/edits';
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

describe('the decision that a step receives', () => {
  const rules = editable({
    policies: [
      {
        name: 'payment',
        approvers: ['finance'],
        decisions: ['approve', 'edit', 'respond'],
        editable: ['/amount'],
      },
    ],
  });

  it('has the changed arguments, the notes and words for the model', async () => {
    const before = await rules.begin({ context: { amount: 9 } });
    const { record } = await rules.edit(before, 'ana', { amount: 5 }, { notes: 'half of it' });
    expect(toDecision('pay', record)).toEqual({
      key: 'pay',
      requestId: 'request-1',
      status: 'approved',
      by: 'ana',
      edited: true,
      context: { amount: 5 },
      note: 'half of it',
      message:
        'APPROVED WITH CHANGES by ana: pay. ana changed /amount from 9 to 5. Do it once with the changed arguments. ' +
        'Do not repeat the original call. ana wrote: "half of it".',
    });
  });

  it('has the answer of a person who did not approve', async () => {
    const { record } = await rules.decide(await rules.begin(), {
      decision: 'respond',
      decidedBy: 'ana',
      text: 'later',
    });
    expect(toDecision('pay', record)).toMatchObject({ status: 'answered', answerText: 'later' });
  });
});
