import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EscalationRecord } from '../../../contract/escalation';
import { LEVELS } from '../../../contract/names';
import type { EscalationAttempt } from '../../../rules/escalations/attempt';
import { judgeEscalation } from '../../../rules/escalations/judge';
import { climb, nextClockAt, rungOf } from '../../../rules/escalations/ladder';
import { LadderOracle } from '../../support/ladder-oracle';
import {
  beginStory,
  ladder,
  ladderStory,
  type LadderStory,
  OTHER_TEAMS,
  playLadder,
  type Playing,
  RUN_ID,
  TO_AN_EMPTY_TEAM,
} from '../../support/ladder-stories';
import { propertiesOf } from '../../support/properties';
import { MINUTE, START } from '../../support/requests';
import { RUNS } from '../../support/stories';

type Listener = Pick<Playing, 'tell' | 'onLook'>;

/** The escalation at its end, and what happened, to be told again. */
function played(story: LadderStory) {
  const events: ((listener: Listener) => void)[] = [];
  const record = playLadder(story, {
    onLook: (at) => events.push(({ onLook }) => onLook?.(at)),
    tell: (taken) => events.push(({ tell }) => tell?.(taken)),
  });
  return { record, retell: (listener: Listener) => events.forEach((event) => event(listener)) };
}

const always = propertiesOf(ladderStory, played, { runs: RUNS / 4, examples: [TO_AN_EMPTY_TEAM] });

const isOpen = ({ status }: EscalationRecord) => status === 'pending' || status === 'acknowledged';
const oracleOf = ({ plan, level }: LadderStory) => new LadderOracle(plan, RUN_ID, level, START, OTHER_TEAMS);
const timeOf = (at: string | undefined) => (at === undefined ? undefined : Date.parse(at));

describe('every ladder and every sequence of attempts', () => {
  always(
    'every attempt gets the verdict that the design gives it, and the ladder stands as it says',
    ({ retell }, story) => {
      const oracle = oracleOf(story);
      retell({
        onLook: (at) => oracle.look(at),
        tell: ({ step, at, record, verdict }) => {
          if (step.kind === 'look') oracle.look(at);
          else if (step.kind === 'raise') oracle.raise(step.level, at);
          else {
            assert.equal(verdict?.outcome, oracle.attempt(step.by, step.tried, at, step));
            assert.ok(verdict?.message.trim());
            assert.equal(verdict?.status, record.status);
            assert.equal(verdict?.level, record.level);
          }
          assert.equal(record.status, oracle.status);
          assert.equal(record.level, oracle.level);
          assert.equal(timeOf(record.dueAt), oracle.dueAt);
          assert.equal(record.resolution?.action, oracle.resolution?.action);
          assert.equal(record.resolution?.resolvedBy, oracle.resolution?.by);
          assert.equal(record.history.filter(({ what }) => what === 'finally').length, oracle.finals);
        },
      });
    },
  );

  always('only assignees of its levels, and people assigned by them, ever count', ({ retell }, story) => {
    const oracle = oracleOf(story);
    retell({
      onLook: (at) => oracle.look(at),
      tell: ({ step, at, before, record, verdict }) => {
        if (step.kind !== 'attempt')
          return void (step.kind === 'raise' ? oracle.raise(step.level, at) : oracle.look(at));
        const { entitled } = oracle;
        const { by, tried } = step;
        oracle.attempt(by, tried, at, step);
        if (tried.kind === 'cancel' || entitled.has(by)) return;
        assert.notEqual(verdict?.outcome, 'accepted');
        assert.deepEqual(record.history, climb(before, at).history);
      },
    });
  });

  always('it ends once, and then keeps its record', ({ record, retell }) => {
    retell({
      tell: (taken) => {
        if (!isOpen(taken.before)) assert.equal(taken.record, taken.before);
      },
    });
    const ends = record.history.filter(({ what }) => what === 'resolved' || what === 'cancelled');
    assert.equal(ends.length, isOpen(record) ? 0 : 1);
    assert.ok(!(record.resolution && record.cancelled));
    if (!isOpen(record)) assert.equal(nextClockAt(record), undefined);
  });

  always('its history never goes back in time', ({ record }) => {
    const { history } = record;
    const times = history.map(({ at }) => at);
    assert.deepEqual(times, times.toSorted());
  });

  always(
    'while it is acknowledged, no deadline promotes it before the acknowledgement lapses',
    ({ record }, story) => {
      const { history } = record;
      let mayLapse: number | undefined;
      for (const event of history) {
        if (event.what === 'acknowledged') {
          const { resolveWithin } = story.plan.rungs.find(({ level }) => level === event.level) ?? {};
          mayLapse = Date.parse(event.at) + (resolveWithin ?? Infinity);
          continue;
        }
        const byClock = ['lapsed', 'repeated', 'finally'].includes(event.what);
        const promoted = event.what === 'promoted' && event.by === undefined;
        if (promoted || event.what === 'repeated' || event.what === 'finally')
          assert.equal(mayLapse, undefined);
        if (event.what === 'lapsed') assert.ok(Date.parse(event.at) >= (mayLapse ?? Infinity));
        if (byClock || ['promoted', 'raised', 'reassigned'].includes(event.what)) mayLapse = undefined;
      }
    },
  );

  always('every repeated attempt with the same id counts once', ({ retell }) => {
    retell({
      tell: ({ attempt, verdict, record, at }) => {
        if (!attempt || attempt.kind === 'unreadable' || attempt.message.attemptId === undefined) return;
        const again = judgeEscalation(record, { ...attempt, transport: 'signal' });
        assert.deepEqual(again.record.history, climb(record, at).history);
        assert.equal(again.record.refusedCount, record.refusedCount);
        if (isOpen(record) || verdict?.outcome === 'accepted')
          assert.equal(again.verdict.outcome, verdict?.outcome);
      },
    });
  });

  always(
    'a decisionId counts for one thing: again it is a duplicate, with other content invalid',
    ({ retell }) => {
      retell({
        tell: ({ attempt, verdict, record, at }) => {
          if (verdict?.outcome !== 'accepted' || !attempt || attempt.kind === 'unreadable') return;
          const { message } = attempt;
          if (attempt.kind === 'cancel' || !message.decisionId || message.attemptId) return;
          const again = judgeEscalation(record, attempt);
          assert.equal(again.verdict.outcome, 'duplicate');
          assert.deepEqual(again.record.history, climb(record, at).history);
          const other = { ...message, [attempt.kind === 'resolve' ? 'resolution' : 'reason']: 'another' };
          const changed = judgeEscalation(record, { ...attempt, message: other } as EscalationAttempt);
          assert.equal(changed.verdict.outcome, 'invalid');
          assert.deepEqual(changed.record.history, climb(record, at).history);
        },
      });
    },
  );

  always(
    'a double click moves it one level, and a click on another level than the one seen moves nothing',
    ({ retell }) => {
      retell({
        tell: ({ step, attempt, verdict, record }) => {
          if (attempt?.kind !== 'promote' || verdict?.outcome !== 'accepted') return;
          const { attemptId: _, decisionId: _id, ...message } = attempt.message;
          // The same attempt by the second transport is also accepted, whatever has happened since.
          const last = record.history.at(-2);
          const now = new Date(attempt.at).toISOString();
          if (
            !isOpen(record) ||
            last?.what !== 'promoted' ||
            last.by !== message.promotedBy ||
            last.at !== now
          )
            return;
          const again = judgeEscalation(record, { ...attempt, message });
          if (step.kind === 'attempt' && record.level !== message.expectedLevel) {
            assert.equal(
              again.verdict.outcome,
              message.expectedLevel === undefined ? 'duplicate' : 'superseded',
            );
            assert.equal(again.record.level, record.level);
            assert.deepEqual(again.record.history, record.history);
          }
        },
      });
    },
  );

  always('people who could resolve it at a lower level still may after a promotion', ({ record }, story) => {
    if (!isOpen(record)) return;
    const { teams } = story.plan;
    const began = LEVELS.indexOf(record.startLevel);
    const asked = story.plan.rungs.filter(({ level }) => LEVELS.indexOf(level) >= began);
    const at = Date.parse(record.history.at(-1)?.at ?? '');
    for (const entry of asked.flatMap(({ assignees }) => assignees))
      for (const resolvedBy of teams[entry] ?? [entry]) {
        const message = { resolvedBy, action: 'continue' as const, resolution: 'done' };
        const { verdict } = judgeEscalation(record, { kind: 'resolve', at, transport: 'update', message });
        assert.equal(verdict.outcome, 'accepted');
      }
  });

  always('it never throws and never changes its arguments', (_played, story) => {
    playLadder(story, { judge: (record, attempt) => judgeEscalation(frozen(record), frozen(attempt)) });
  });

  always(
    'after hours in which no worker ran it moves one level, whose people have their whole time',
    ({ record: before }) => {
      const next = nextClockAt(before);
      if (next === undefined) return;
      const now = next + 8 * 60 * MINUTE;
      const after = climb(before, now);
      const moves = after.history.slice(before.history.length).filter(({ what }) => what === 'notified');
      assert.ok(moves.length <= 1);
      if (moves.length === 1 && isOpen(after))
        assert.equal(timeOf(after.dueAt), now + (rungOf(after)?.acknowledgeWithin ?? NaN));
    },
  );
});

test('without acknowledgement it climbs each level in exactly the configured time, repeats as often as `repeat` says, and ends once', () => {
  const each = fc.property(ladder, fc.constantFrom(...LEVELS), (plan, level) => {
    let record = beginStory({ plan, level });
    for (let next = nextClockAt(record); next !== undefined; next = nextClockAt(record))
      record = climb(record, next);
    const from = plan.rungs.findIndex((rung) => LEVELS.indexOf(rung.level) >= LEVELS.indexOf(level));
    const climbed = from < 0 ? plan.rungs.slice(-1) : plan.rungs.slice(from);
    const rounds = Array.from({ length: plan.repeat + 1 }, () => climbed).flat();
    let at = START;
    const asked = rounds.map((rung) => {
      const told = [rung.level, new Date(at).toISOString()];
      at += rung.acknowledgeWithin;
      return told;
    });
    const notified = record.history.flatMap((event) =>
      event.what === 'notified' ? [[event.level, event.at]] : [],
    );
    assert.deepEqual(notified, asked);
    const waits = plan.finally === 'wait' && plan.rungs.length > 0;
    const ends = record.history.filter(({ what }) => what === 'finally' || what === 'resolved');
    assert.deepEqual(
      ends.map((event) => [event.what, Date.parse(event.at)]),
      (waits ? ['finally'] : ['finally', 'resolved']).map((what) => [what, at]),
    );
    assert.equal(record.status, waits ? 'pending' : 'resolved');
  });
  fc.assert(each, { numRuns: RUNS / 4 });
});

test('the generated stories reach every outcome and every event', () => {
  const seen = new Set<string>();
  for (const story of fc.sample(ladderStory, { numRuns: 3_000, seed: 1 })) {
    const { history, resolution } = playLadder(story, {
      tell: ({ verdict }) => void (verdict && seen.add(verdict.outcome)),
    });
    history.forEach(({ what }) => seen.add(what));
    if (resolution) seen.add(`${resolution.action} by ${resolution.by}`);
  }
  const outcomes = [
    'accepted',
    'invalid',
    'not_authorized',
    'cancelled',
    'duplicate',
    'superseded',
    'conflict',
  ];
  const asked = ['opened', 'skipped', 'notified', 'reminded', 'raised', 'added', 'reassigned', 'promoted'];
  const moved = ['acknowledged', 'lapsed', 'repeated', 'finally', 'resolved'];
  const ends = [
    'continue by people',
    'abort by people',
    'modify by people',
    'continue by system',
    'abort by system',
  ];
  expect([...seen].sort()).toEqual([...outcomes, ...asked, ...moved, ...ends].sort());
});

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
