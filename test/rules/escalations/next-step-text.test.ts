import type { EscalationRecord } from '../../../contract/escalation';
import { beginLadder, climb } from '../../../rules/escalations/ladder';
import { nextStepText } from '../../../rules/escalations/next-step-text';
import { openEscalation } from '../../../rules/escalations/open';
import { MINUTE, START } from '../../support/requests';

const begun = (more: object = {}, input: object = {}): EscalationRecord => {
  const given = { runId: 'run-1', level: 'human_review' as const, reason: 'unsure', triggers: [], ...input };
  const rung = { acknowledgeWithin: 15 * MINUTE, resolveWithin: 60 * MINUTE };
  const plan = {
    configDigest: 'c',
    rungs: [
      { level: 'human_review' as const, assignees: ['reviewers'], ...rung },
      { level: 'manager' as const, assignees: ['di'], ...rung },
    ],
    repeat: 0,
    finally: 'abort' as const,
    operators: [],
    teams: { reviewers: ['ana', 'bo'] },
    ...more,
  };
  return beginLadder(openEscalation('e-1', given, START), plan, START);
};
const atTheTop = (record: EscalationRecord) => climb(record, START + 15 * MINUTE);

test('says who is notified next', () => {
  expect(nextStepText(begun())).toBe('it goes to di (manager)');
  const had = { ...begun(), status: 'acknowledged' as const, acknowledgedBy: 'ana' };
  expect(nextStepText(had)).toBe('it is pending again and goes back to reviewers (ana, bo) (human_review)');
  expect(nextStepText(atTheTop(begun({ repeat: 1 })))).toBe(
    'the ladder starts again: it goes to reviewers (ana, bo) (human_review)',
  );
});

test('at the top says what happens to the run or the request', () => {
  expect(nextStepText(atTheTop(begun()))).toBe('the run is aborted');
  expect(nextStepText(atTheTop(begun({ finally: 'continue' })))).toBe(
    'the run continues without a decision by a person',
  );
  expect(nextStepText(atTheTop(begun({ finally: 'wait' })))).toBe('it waits until a person resolves it');
  expect(nextStepText(atTheTop(begun({}, { requestId: 'request-1' })))).toBe('the request is rejected');
});

test('reminders in between do not change the text', () => {
  const reminded = begun();
  expect(nextStepText({ ...reminded, remindAt: new Date(START + MINUTE).toISOString() })).toBe(
    'it goes to di (manager)',
  );
});
