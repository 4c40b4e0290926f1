import { describeEvent } from '../../../rules/escalations/details';
import { raiseEscalation } from '../../../rules/escalations/open';
import { beginStory, TWO_LEVELS } from '../../support/ladder-stories';
import { MINUTE, START } from '../../support/requests';

const begun = beginStory({ plan: TWO_LEVELS, level: 'human_review' });
const cause = { reason: 'cost 200', escalatedBy: 'agent-7', triggers: ['dear', 'too_long'] };

test.each([
  ['raised', 'manager', 'raised from human_review to manager by **agent-7**: cost 200 (dear, too\\_long)'],
  ['added', 'human_review', 'also (human_review) by **agent-7**: cost 200 (dear, too\\_long)'],
] as const)('%s: the history says who asked, and which triggers fired', (what, level, text) => {
  const { history } = raiseEscalation(begun, { level, ...cause }, START + MINUTE);
  const event = history.find((each) => each.what === what);
  expect(event).toMatchObject({ reason: 'cost 200', by: 'agent-7', triggers: ['dear', 'too_long'] });
  expect(event && describeEvent(event)).toBe(text);
});

test('a run that says no more is raised as before', () => {
  const { history } = raiseEscalation(begun, { level: 'manager', reason: 'cost 200' }, START + MINUTE);
  expect(history.at(-2)).toEqual({
    at: new Date(START + MINUTE).toISOString(),
    what: 'raised',
    from: 'human_review',
    to: 'manager',
    reason: 'cost 200',
  });
});
