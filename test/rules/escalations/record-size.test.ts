import { utf8Bytes } from '../../../contract/limits';
import type { EscalationAttempt } from '../../../rules/escalations/attempt';
import { judgeEscalation } from '../../../rules/escalations/judge';
import { raiseEscalation } from '../../../rules/escalations/open';
import { beginStory, TWO_LEVELS } from '../../support/ladder-stories';
import { START } from '../../support/requests';

const long = (what: string, index: number) => `${what}-${index}-`.padEnd(200, 'x');

test('whatever is sent to it, its record leaves a result of 2 MB room for a context of 1 MB', () => {
  let record = beginStory({ plan: TWO_LEVELS, level: 'human_review' });
  for (let index = 0; index < 1_000; index++) {
    const at = START + index;
    const ids = { decisionId: long('d', index), attemptId: long('a', index), via: long('v', index) };
    const assignees = Array.from({ length: 50 }, (_, each) => long(`zoe-${each}`, index));
    const lookup = { teams: Object.fromEntries(assignees.map((name) => [name, [long('yan', index)]])) };
    const reason = 'because '.repeat(500);
    const attempts: EscalationAttempt[] = [
      {
        kind: 'reassign',
        at,
        transport: 'signal',
        lookup,
        message: { reassignedBy: 'ana', assignees, reason, ...ids },
      },
      {
        kind: 'acknowledge',
        at,
        transport: 'signal',
        message: { acknowledgedBy: 'bo', notes: reason, ...ids },
      },
      {
        kind: 'acknowledge',
        at,
        transport: 'signal',
        message: { acknowledgedBy: long('mallory', index), ...ids },
      },
    ];
    for (const attempt of attempts) record = judgeEscalation(record, attempt).record;
    record = raiseEscalation(record, { level: 'human_review', reason: `${index} ${reason}` }, at);
  }
  expect(record.refused).toHaveLength(100);
  expect(utf8Bytes(JSON.stringify(record))).toBeLessThan(800 * 1024);
});
