import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { Worker } from '@temporalio/worker';
import { workflowBundle } from '../support/workflow-bundle';

const folder = join(__dirname, '..', 'histories');
const histories = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.json'),
);

/** This test fails if a change of a workflow would break a pending request of an earlier release. */
describe('the histories of each release', () => {
  it('are of every outcome', () => {
    const outcomes = [
      'approved',
      'rejected',
      'expired',
      'cancelled',
      'no-matching-policy',
      'signed',
      'edited',
      'answered',
      'used',
      'told-used-use',
    ];
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
    const notifications = ['delivered', 'refused', 'of-an-escalation', 'of-a-use'].map(
      (which) => `notifications-${which}`,
    );
    for (const outcome of [...outcomes, ...confirmations, ...runs, ...escalations, ...notifications])
      expect(histories.some((file) => file.includes(outcome))).toBe(true);
  });

  describe.each(readdirSync(folder))('of %s, replayed', (version) => {
    const ofVersion = histories.filter((file) => file.startsWith(join(version, '/')));
    const failures = new Map<string, Error | undefined>();
    beforeAll(async () => {
      const options = { workflowBundle: await workflowBundle() };
      // The id of a child begins with the id of its parent, which is the name of the history.
      const read = ofVersion.map((file) => ({
        workflowId: basename(file, '.json'),
        history: readHistory(file),
      }));
      for await (const { workflowId, error } of Worker.runReplayHistories(options, read))
        failures.set(workflowId, error);
    });

    it.each(ofVersion)('%s', (file) => {
      const name = basename(file, '.json');
      expect([...failures.keys()]).toContain(name);
      expect(failures.get(name)).toBeUndefined();
    });
  });

  it('would fail on one that no longer fits', async () => {
    const file = histories.find((name) => name.includes('approved-by-update')) ?? '';
    const events =
      readHistory(file).events?.filter(({ timerStartedEventAttributes }) => !timerStartedEventAttributes) ??
      [];
    await expect(
      Worker.runReplayHistory({ workflowBundle: await workflowBundle() }, { events }, file),
    ).rejects.toThrow();
  });
});

function readHistory(file: string) {
  return historyFromJSON(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>);
}
