import assert from 'node:assert/strict';
import fc from 'fast-check';
import { VERDICT_OUTCOMES } from '../../../contract/names';
import { judge } from '../../../rules/requests/judge';
import { Oracle, canAssign, type OracleAttempt, type OraclePolicy } from '../../support/oracle';
import { propertiesOf } from '../../support/properties';
import { DEADLINE, HASH } from '../../support/requests';
import { isInTime, type Judgement, openStory, play, RUNS, story, type Story } from '../../support/stories';

const always = propertiesOf(
  story,
  (told) => {
    const judgements: Judgement[] = [];
    return { record: play(told, (judgement) => judgements.push(judgement)), judgements };
  },
  { runs: RUNS },
);

describe('every plan and every sequence of attempts', () => {
  always(
    'every attempt gets the verdict that the design gives it, and the request ends as it says',
    ({ record: last, judgements }, told) => {
      const oracle = new Oracle(told);
      for (const judgement of judgements) {
        const { asked, verdict, record } = judgement;
        const expected = consult(oracle, judgement, told);
        assert.equal(verdict.outcome, expected);
        assert.ok(verdict.message.trim());
        assert.equal(record.status, oracle.status);
        assert.equal(record.refusedCount, oracle.refusals);
        assert.equal(verdict.status, record.status);
        if (record.status === 'pending') assert.equal(record.stage, oracle.stage);
        if (!told.recheck) assert.deepEqual(asked, {});
      }
      assert.equal(last.status, oracle.status);
    },
  );

  always(
    'it is approved only by enough eligible people before the deadline, or as the config says',
    ({ record, judgements }, told) => {
      const accepted = judgements.filter(
        ({ step, verdict }) => step.kind === 'decide' && verdict.outcome === 'accepted',
      );
      if (record.status !== 'approved') return;
      if (record.end?.by === 'system') {
        assert.equal(told.first.onExpiry, 'approve');
        const unmet = told.policies.filter(
          (policy) => !isSatisfied(policy, told, approvalsIn(accepted, policy, record)),
        );
        assert.ok(unmet.every(({ onExpiry }) => onExpiry === 'approve'));
        return;
      }
      assert.equal(record.end?.by, 'people');
      assert.ok(
        accepted.every(({ attempt, before }) => attempt.at < DEADLINE || before.status === 'approved'),
      );
      for (const policy of told.policies)
        assert.ok(isSatisfied(policy, told, approvalsIn(accepted, policy, record)), policy.name);
    },
  );

  always('an ended request never ends again, and keeps its record', ({ judgements }) => {
    for (const { before, record } of judgements)
      if (before.status !== 'pending') assert.equal(record, before);
  });

  always('it never throws and never changes its arguments', (_played, told) => {
    play(
      told,
      () => undefined,
      (record, attempt) => judge(frozen(record), frozen(attempt)),
    );
  });

  always('a repeated attempt changes nothing and counts once', ({ judgements }) => {
    for (const { attempt, verdict, record } of judgements) {
      const again = judge(record, attempt);
      assert.equal(again.record.decisions, record.decisions);
      assert.equal(again.record.end, record.end);
      if (attempt.kind === 'unreadable' || attempt.message.attemptId === undefined)
        assert.notEqual(again.verdict.outcome, 'accepted');
      else assert.equal(again.verdict.outcome, verdict.outcome);
    }
  });

  always('one eligible rejection ends it if one is enough', ({ judgements }, told) => {
    for (const { step, verdict, record } of judgements) {
      if (step.kind !== 'decide' || step.decision !== 'reject' || verdict.outcome !== 'accepted') continue;
      const oracle = new Oracle(told);
      const one = told.policies.some(
        (policy) => policy.rejections === 1 && oracle.eligible(policy).has(step.person),
      );
      const gone = Object.values(record.formerMembers).flat().includes(step.person);
      if (one && !gone) assert.equal(record.status, 'rejected');
    }
  });
});

test('the generated stories reach every outcome and every end', () => {
  const seen = new Set<string>();
  for (const told of fc.sample(story, { numRuns: 3_000, seed: 1 })) {
    const record = play(told, ({ verdict, asked }) => {
      seen.add(verdict.outcome);
      if (Object.keys(asked).length > 0) seen.add('asked again');
    });
    seen.add(`${record.status} by ${record.end?.by}`);
    if (record.decisions.some((d) => d.void?.startsWith('no longer'))) seen.add('left');
    if (record.decisions.some((d) => d.decision === 'approve' && d.stage === 2)) seen.add('a second stage');
  }
  const ends = ['approved by people', 'approved by system', 'rejected by people', 'rejected by system'];
  const rest = ['expired by system', 'cancelled by requester', 'cancelled by system', 'pending by undefined'];
  const events = ['asked again', 'left', 'a second stage'];
  const outcomes = VERDICT_OUTCOMES.filter((outcome) => outcome !== 'queued');
  expect([...seen].sort()).toEqual([...outcomes, ...ends, ...rest, ...events].sort());
});

test('a request that nobody can approve is not planned', () => {
  const [told] = fc.sample(story, { numRuns: 1, seed: 1 });
  const alone = { name: 'p1', stage: 1, approvers: ['eve'], need: 1, self: false, rejections: 1 };
  const policy: OraclePolicy = { ...alone, onExpiry: 'approve' };
  const record = openStory({ ...(told as Story), requester: 'eve', policies: [policy], first: policy });
  expect(record).toMatchObject({
    status: 'cancelled',
    end: { by: 'system', error: { name: 'UnreachableQuorum' } },
  });
});

/** The oracle's verdict on an attempt, after the recheck of the directory. */
function consult(oracle: Oracle, { step, attempt, before, asked }: Judgement, told: Story) {
  const inTime = isInTime(attempt);
  if (step.kind === 'unreadable') return oracle.unreadable(inTime);
  if (step.kind === 'cancel') return oracle.cancel(step.person, step.attemptId, inTime);
  const { person, decision, decisionId: id, attemptId, reason, notes, hash } = step;
  const stage = step.stage === 'open' ? before.stage : step.stage;
  const words = JSON.stringify([reason, notes]);
  const rightContent = hash === undefined || hash === HASH;
  const namesContent = hash !== undefined;
  const hasReason = Boolean(reason?.trim());
  const tried: OracleAttempt = {
    person,
    decision,
    words,
    hasReason,
    id,
    attemptId,
    stage,
    namesContent,
    rightContent,
    inTime,
  };
  if (told.recheck) {
    const completed = oracle.completes(tried).flatMap(({ approvers }) => approvers);
    const teams = completed.filter((entry) => told.teams[entry]);
    assert.ok(teams.every((team) => team in asked));
  }
  for (const [team, now] of Object.entries(asked))
    oracle.forget(
      team,
      (told.teams[team] ?? []).filter((member) => !now.includes(member)),
    );
  return oracle.decide(tried);
}

/** The eligible people who approved in the policy's stage, did not reject later and have not left. */
function approvalsIn(accepted: Judgement[], policy: OraclePolicy, { formerMembers }: Judgement['record']) {
  const inStage = accepted.filter(({ before }) => before.stage === policy.stage);
  const approvers = inStage
    .filter(({ step }) => step.kind === 'decide' && step.decision === 'approve')
    .map(personOf);
  const rejecters = accepted
    .filter(({ step }) => step.kind === 'decide' && step.decision === 'reject')
    .map(personOf);
  const people = approvers.filter((person) => !rejecters.includes(person));
  return (entry: string, members: string[] | undefined) =>
    people.filter((person) =>
      members ? members.includes(person) && !formerMembers[entry]?.includes(person) : person === entry,
    );
}

function isSatisfied(
  policy: OraclePolicy,
  { teams, requester }: Story,
  approvals: ReturnType<typeof approvalsIn>,
) {
  const byEntry = policy.approvers.map((entry) =>
    approvals(entry, teams[entry]).filter(
      (person) => policy.self || person.toLowerCase() !== requester.toLowerCase(),
    ),
  );
  return policy.need === 'each' ? canAssign(byEntry) : new Set(byEntry.flat()).size >= policy.need;
}

function personOf({ step }: Judgement): string {
  return step.kind === 'unreadable' ? '' : step.person;
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
