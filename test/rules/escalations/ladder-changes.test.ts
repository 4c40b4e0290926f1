import type { ConfigInput } from '../../../contract/config/config';
import { ladderChanges } from '../../../rules/escalations/ladder-changes';
import { ladderPlan, plannedRungs } from '../../../rules/escalations/ladder-plan';
import { parseConfig } from '../../../worker/config';

const OLD: ConfigInput = {
  fallback: 'reject',
  directory: { reviewers: ['ana'], managers: ['di'] },
  levels: { human_review: { assignees: ['reviewers', 'eve'] }, manager: { assignees: ['managers'] } },
};
const open = { ...ladderPlan(parseConfig(OLD), ''), teams: { reviewers: ['ana'], managers: ['di'] } };
const changesTo = (levels: ConfigInput['levels'], directory?: Record<string, string[]>) =>
  ladderChanges(open, plannedRungs(parseConfig({ ...OLD, levels })), directory);

test('an open escalation names levels, assignees and teams that another config lacks', () => {
  expect(changesTo(OLD.levels)).toEqual([]);
  expect(changesTo({ ...OLD.levels, executive: { assignees: ['flo'] } })).toEqual([]);
  expect(changesTo({ human_review: { assignees: ['reviewers'] } })).toEqual([
    'level human_review does not ask eve any more',
    'level manager has no assignees any more (it asks managers)',
  ]);
  expect(changesTo(OLD.levels, { reviewers: ['ana'] })).toEqual(['managers is no team of the new directory']);
});
