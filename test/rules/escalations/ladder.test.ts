import assert from 'node:assert/strict';
import { LEVELS } from '../../../contract/names';
import { judgeEscalation } from '../../../rules/escalations/judge';
import { beginLadder, climb } from '../../../rules/escalations/ladder';
import { openEscalation } from '../../../rules/escalations/open';
import { beginStory, RUN_ID } from '../../support/ladder-stories';
import { MINUTE, START } from '../../support/requests';

const timeOf = (at: string | undefined) => (at === undefined ? undefined : Date.parse(at));

test('an attempt that waited for the directory counts from when the first level was notified', () => {
  const rung = {
    level: 'manager' as const,
    assignees: ['di'],
    acknowledgeWithin: MINUTE,
    resolveWithin: 5 * MINUTE,
  };
  const plan = {
    configDigest: 'd',
    rungs: [rung],
    repeat: 0,
    finally: 'abort' as const,
    operators: [],
    teams: {},
  };
  const input = { runId: RUN_ID, level: 'manager' as const, reason: 'r', triggers: [] };
  const begun = beginLadder(openEscalation('e', input, START), plan, START + 60 * MINUTE);
  const message = { acknowledgedBy: 'di' };
  const { record } = judgeEscalation(begun, {
    kind: 'acknowledge',
    at: START + MINUTE,
    transport: 'signal',
    message,
  });
  const times = record.history.map(({ at }) => at);
  assert.deepEqual(times, times.toSorted());
  assert.equal(timeOf(record.dueAt), START + 65 * MINUTE);
});

test('attempts of strangers during an outage do not climb the ladder', () => {
  const within = { acknowledgeWithin: 15 * MINUTE, resolveWithin: 60 * MINUTE };
  const rungs = LEVELS.map((level) => ({ level, assignees: ['ana'], ...within }));
  const plan = { configDigest: 'd', rungs, repeat: 0, finally: 'abort' as const, operators: [], teams: {} };
  let record = beginStory({ plan, level: 'human_review' });
  const back = START + 600 * MINUTE;
  for (let at = START; at < back; at += 20 * MINUTE) {
    const message = { acknowledgedBy: 'mallory' };
    ({ record } = judgeEscalation(record, { kind: 'acknowledge', at, transport: 'signal', message }, back));
  }
  record = climb(record, back);
  assert.equal(record.level, 'supervisor');
  assert.equal(timeOf(record.dueAt), back + 15 * MINUTE);
});
