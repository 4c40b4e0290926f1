import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { Worker } from '@temporalio/worker';
import { workflowBundle } from '../support/workflow-bundle';

const folder = join(__dirname, '..', 'histories');
const histories = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.json'),
);

/** A change of the workflow that would break a request waiting since an earlier release fails here. */
describe('the histories of each release', () => {
  it('are of every outcome', () => {
    const outcomes = ['approved', 'rejected', 'expired', 'cancelled', 'no-matching-policy', 'signed'];
    const confirmations = ['confirmation-confirmed', 'confirmation-rejected'];
    const runs = ['completed', 'aborted', 'cancelled', 'failed', 'attached'].map((end) => `run-${end}`);
    const ends = [
      'resolved',
      'aborted',
      'lapsed',
      'raised',
      'looked-up',
      'contested',
      'cancelled-with-its-run',
    ];
    const escalations = ends.map((end) => `escalation-${end}`);
    const notifications = ['delivered', 'refused', 'of-an-escalation'].map(
      (which) => `notifications-${which}`,
    );
    for (const outcome of [...outcomes, ...confirmations, ...runs, ...escalations, ...notifications])
      expect(histories.some((file) => file.includes(outcome))).toBe(true);
  });

  it.each(histories)('replay: %s', async (file) => {
    const history = historyFromJSON(
      JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>,
    );
    // The ids of children begin with their parent's, which is the name of its story.
    await Worker.runReplayHistory({ workflowBundle: workflowBundle() }, history, basename(file, '.json'));
  });

  it('would fail on one that no longer fits', async () => {
    const file = histories.find((name) => name.includes('approved-by-update')) ?? '';
    const history = historyFromJSON(
      JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>,
    );
    const events =
      history.events?.filter(({ timerStartedEventAttributes }) => !timerStartedEventAttributes) ?? [];
    await expect(
      Worker.runReplayHistory({ workflowBundle: workflowBundle() }, { events }, file),
    ).rejects.toThrow();
  });
});
