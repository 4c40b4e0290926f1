import type { EscalationRecord } from '../../../contract/escalation';
import { utf8Bytes } from '../../../contract/limits';
import type { EscalationAttempt } from '../../../rules/escalations/attempt';
import {
  hasNoKnownRight,
  isUnresolved,
  withDirectoryAnswer,
} from '../../../rules/escalations/directory-answers';
import { judgeEscalation, namesToLookUp } from '../../../rules/escalations/judge';
import { beginStory, TWO_LEVELS } from '../../support/ladder-stories';
import { MINUTE, START } from '../../support/requests';

const begun = beginStory({ plan: TWO_LEVELS, level: 'human_review' });
const at = START + MINUTE;
type Reassign = Extract<EscalationAttempt, { kind: 'reassign' }>;
const reassign = (assignees: string[], lookup?: Reassign['lookup'], reassignedBy = 'ana'): Reassign => ({
  kind: 'reassign',
  at,
  transport: 'update',
  message: { reassignedBy, assignees },
  ...(lookup && { lookup }),
});
const acknowledge = (acknowledgedBy: string): EscalationAttempt => ({
  kind: 'acknowledge',
  at,
  transport: 'update',
  message: { acknowledgedBy },
});
const outcome = (record: EscalationRecord, attempt: EscalationAttempt) =>
  judgeEscalation(record, attempt).verdict.outcome;

describe('assignees', () => {
  test('are looked up only if they are not in the ladder and the assignment would count', () => {
    expect(namesToLookUp(begun, reassign(['others', 'zoe', 'others']), at)).toEqual(['others', 'zoe']);
    expect(namesToLookUp(begun, reassign(['reviewers', 'di', 'bo']), at)).toEqual([]);
    expect(namesToLookUp(begun, reassign(['others'], undefined, 'mallory'), at)).toEqual([]);
    expect(namesToLookUp(begun, acknowledge('zoe'), at)).toEqual([]);
  });

  test('a team outside the ladder: its members may act, the team itself may not', () => {
    const { record, verdict } = judgeEscalation(begun, reassign(['others'], { teams: { others: ['yan'] } }));
    expect(verdict.outcome).toBe('accepted');
    expect(record.assignees).toEqual(['others']);
    expect([outcome(record, acknowledge('yan')), outcome(record, acknowledge('others'))]).toEqual([
      'accepted',
      'not_authorized',
    ]);
  });

  test('a name that is not a team is a person and is not looked up again', () => {
    const { record } = judgeEscalation(begun, reassign(['zoe'], { teams: {} }));
    expect(outcome(record, acknowledge('zoe'))).toBe('accepted');
    expect(namesToLookUp(record, reassign(['di', 'zoe']), at)).toEqual([]);
  });

  test('an assignment is refused if the directory did not answer', () => {
    const { record, verdict } = judgeEscalation(begun, reassign(['others'], 'unanswered'));
    expect(verdict).toMatchObject({
      outcome: 'invalid',
      message: expect.stringContaining('did not answer about others'),
    });
    expect(record.assignees).toEqual(begun.assignees);
  });

  test('an empty team is refused, since nobody would be notified', () => {
    const { verdict } = judgeEscalation(begun, reassign(['empty'], { teams: { empty: [] } }));
    expect(verdict).toMatchObject({
      outcome: 'invalid',
      message: 'empty has no members. Assign other people.',
    });
  });

  test('teams without people are not kept, and are looked up again each time', () => {
    const plan = { ...TWO_LEVELS, teams: { ...TWO_LEVELS.teams, empty: [] } };
    const planned = { ...begun, plan };
    expect(outcome(planned, reassign(['empty']))).toBe('invalid');
    const { record } = judgeEscalation(planned, reassign(['others'], { teams: { others: ['yan'] } }));
    expect(namesToLookUp(record, reassign(['empty']), at)).toEqual(['empty']);
    expect(outcome(record, reassign(['empty'], { teams: { empty: [] } }))).toBe('invalid');
  });

  test('only the latest assignees are remembered', () => {
    let record = begun;
    for (let index = 0; index < 1_000; index++) {
      const team = `team-${index}`;
      const people = Array.from({ length: 50 }, (_, each) => `${team}-person-${each}`);
      record = judgeEscalation(record, reassign([team], { teams: { [team]: people } })).record;
    }
    expect(utf8Bytes(JSON.stringify(record.plan?.teams))).toBeLessThan(80 * 1024);
    expect(outcome(record, acknowledge('team-999-person-1'))).toBe('accepted');
    expect(outcome(record, acknowledge('team-0-person-1'))).toBe('not_authorized');
    expect(outcome(record, acknowledge('bo'))).toBe('accepted');
  });

  test('a team too large to remember is refused', () => {
    const people = Array.from({ length: 10_000 }, (_, index) => `person-${index}`);
    expect(outcome(begun, reassign(['all-staff'], { teams: { 'all-staff': people } }))).toBe('invalid');
  });
});

describe('while the directory has not answered', () => {
  const plan = { ...TWO_LEVELS, teams: {}, unresolved: ['reviewers', 'di', 'op'] };
  const asked = beginStory({ plan, level: 'human_review' });

  test('people named directly and the run may act; for others it is not known yet', () => {
    const cancel = (cancelledBy: string): EscalationAttempt => ({
      kind: 'cancel',
      at,
      transport: 'signal',
      message: { cancelledBy },
    });
    expect(isUnresolved(asked)).toBe(true);
    expect(outcome(asked, acknowledge('di'))).toBe('accepted');
    for (const name of ['op', asked.runId]) expect(outcome(asked, cancel(name))).toBe('accepted');
    expect([acknowledge('ana'), cancel('ana')].map((attempt) => hasNoKnownRight(asked, attempt))).toEqual([
      true,
      true,
    ]);
  });

  test('its answers are applied as they come', () => {
    const half = withDirectoryAnswer(asked, ['reviewers', 'op'], { reviewers: ['ana'] });
    expect(half.plan).toMatchObject({ unresolved: ['di'], teams: { reviewers: ['ana'] } });
    expect(outcome(half, acknowledge('ana'))).toBe('accepted');
    expect(isUnresolved(withDirectoryAnswer(half, ['di'], {}))).toBe(false);
  });
});

test('without assignees at any level it ends immediately, whatever `finally` says', () => {
  const none = beginStory({ plan: { ...TWO_LEVELS, rungs: [], finally: 'wait' }, level: 'manager' });
  expect(none).toMatchObject({
    status: 'resolved',
    resolution: {
      action: 'abort',
      by: 'system',
      resolution: expect.stringContaining('no level of the config has assignees'),
    },
  });
});

describe('the names of people who act', () => {
  const cancel = (cancelledBy: string): EscalationAttempt => ({
    kind: 'cancel',
    at,
    transport: 'update',
    message: { cancelledBy },
  });

  test('a team cannot decide, not even as a member of itself', () => {
    const nested = {
      ...begun,
      plan: { ...TWO_LEVELS, teams: { reviewers: ['ana', 'bo'], di: ['reviewers', 'zoe'] } },
    };
    for (const record of [begun, nested])
      expect(judgeEscalation(record, acknowledge('reviewers')).verdict).toMatchObject({
        outcome: 'not_authorized',
        message:
          'reviewers is a team, and a team cannot decide. One of its members must decide under their own name: ana, bo.',
      });
    expect(outcome(nested, acknowledge('zoe'))).toBe('accepted');
  });

  test('a name that differs only in case or in Unicode form gets a hint', () => {
    for (const [attempt, written, person] of [
      [acknowledge('Ana'), 'ana', 'Ana'],
      [acknowledge('\uFF44\uFF49'), 'di', '\uFF44\uFF49'],
      [cancel('OP'), 'op', 'OP'],
    ] as const)
      expect(judgeEscalation(begun, attempt).verdict).toMatchObject({
        outcome: 'not_authorized',
        message: expect.stringContaining(`The name there is '${written}', and yours is '${person}'`),
      });
    expect(judgeEscalation(begun, acknowledge('annabel')).verdict.message).not.toContain('written');
  });
});
