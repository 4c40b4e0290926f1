import type { EscalationRecord } from '../../../contract/escalation';
import type { EscalationAttempt } from '../../../rules/escalations/attempt';
import { judgeEscalation } from '../../../rules/escalations/judge';
import { climb } from '../../../rules/escalations/ladder';
import { beginStory, TWO_LEVELS } from '../../support/ladder-stories';
import { MINUTE, START } from '../../support/requests';

type Kind = Exclude<EscalationAttempt['kind'], 'unreadable'>;

const begun = beginStory({ plan: TWO_LEVELS, level: 'human_review' });
const by: Record<Kind, string> = {
  acknowledge: 'acknowledgedBy',
  resolve: 'resolvedBy',
  promote: 'promotedBy',
  reassign: 'reassignedBy',
  cancel: 'cancelledBy',
};
const says = (kind: Kind, message: object, person = 'ana', at = START + MINUTE) =>
  ({
    kind,
    at,
    transport: 'signal',
    message: { [by[kind]]: person, decisionId: 'd1', ...message },
  }) as unknown as EscalationAttempt;
const outcomes = (record: EscalationRecord, ...attempts: EscalationAttempt[]) => {
  const told: string[] = [];
  for (const attempt of attempts) {
    const judged = judgeEscalation(record, attempt);
    record = judged.record;
    told.push(judged.verdict.outcome);
  }
  return told;
};

const modify = (limit: number) => ({ action: 'modify', resolution: 'lower it', modification: { limit } });

describe('the same decisionId', () => {
  test.each<[Kind, object, object]>([
    ['acknowledge', { notes: 'mine' }, { notes: 'still mine' }],
    ['promote', { reason: 'not for me' }, { reason: 'too hard' }],
    ['promote', { expectedLevel: 'human_review' }, {}],
    ['reassign', { assignees: ['di'] }, { assignees: ['bo'] }],
    ['resolve', { action: 'continue', resolution: 'fine' }, { action: 'continue', resolution: 'good' }],
    ['resolve', modify(1), modify(2)],
    ['cancel', { reason: 'moot' }, { reason: 'a mistake' }],
  ])('of %s counts once: the same again is a duplicate, other content is invalid', (kind, first, other) => {
    const person = kind === 'cancel' ? 'op' : 'ana';
    const [once, another] = [says(kind, first, person), says(kind, other, person)];
    expect(outcomes(begun, once, once, another)).toEqual(['accepted', 'duplicate', 'invalid']);
  });

  test('is recognized from every tool and every transport', () => {
    const once = says('promote', { via: 'cli', attemptId: 'a1' });
    const again = says('promote', { via: 'sdk', attemptId: 'a2' });
    expect(outcomes(begun, once, { ...again, transport: 'update' })).toEqual(['accepted', 'duplicate']);
  });

  test('is recognized after later events', () => {
    const acknowledged = judgeEscalation(begun, says('acknowledge', {})).record;
    const lapsed = climb(acknowledged, START + 301 * MINUTE);
    expect(lapsed.status).toBe('pending');
    expect(outcomes(lapsed, says('acknowledge', {}, 'ana', START + 302 * MINUTE))).toEqual(['duplicate']);
  });

  test('belongs to one verb', () => {
    expect(outcomes(begun, says('acknowledge', {}), says('promote', {}))).toEqual(['accepted', 'invalid']);
  });

  test('of another person is another id', () => {
    expect(outcomes(begun, says('promote', {}), says('acknowledge', {}, 'bo'))).toEqual([
      'accepted',
      'accepted',
    ]);
  });

  test('belongs to its first use, also if that was refused', () => {
    const early = says('promote', { expectedLevel: 'manager' });
    const up = says('promote', { decisionId: 'd2' });
    expect(outcomes(begun, early, says('promote', {}), up)).toEqual(['superseded', 'invalid', 'accepted']);
    const stranger = says('acknowledge', {}, 'zoe');
    const assigned = says('reassign', { assignees: ['zoe'], decisionId: 'd2' });
    const told = { ...assigned, lookup: { teams: {} } };
    expect(outcomes(begun, stranger, told, stranger)).toEqual(['not_authorized', 'accepted', 'accepted']);
  });
});

test('another modification without an id after the resolution gets a verdict that names the resolution', () => {
  const bare = (limit: number) => says('resolve', { ...modify(limit), decisionId: undefined });
  expect(outcomes(begun, bare(1), bare(2))).toEqual(['accepted', 'duplicate']);
});

test('the list of accepted attempts has a limit', () => {
  let record = begun;
  for (let index = 0; index < 300; index++) {
    const message = { assignees: [index % 2 ? 'ana' : 'bo'], decisionId: `d${index}` };
    record = judgeEscalation(record, says('reassign', message)).record;
  }
  expect(record.accepted).toHaveLength(100);
  expect(outcomes(record, says('reassign', { assignees: ['ana'], decisionId: 'd299' }))).toEqual([
    'duplicate',
  ]);
});
