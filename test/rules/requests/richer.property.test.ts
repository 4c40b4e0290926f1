import assert from 'node:assert/strict';
import fc from 'fast-check';
import { VERDICT_OUTCOMES } from '../../../contract/names';
import { propertiesOf } from '../../support/properties';
import { MINUTE, START } from '../../support/requests';
import { type RicherAttempt, RicherOracle } from '../../support/richer-oracle';
import { playRicher, revisionSeen, type RicherJudgement, richerStory } from '../../support/richer-stories';
import { RUNS } from '../../support/stories';

const always = propertiesOf(
  richerStory,
  (told) => {
    const judgements: RicherJudgement[] = [];
    playRicher(told, (judgement) => judgements.push(judgement));
    return judgements;
  },
  { runs: RUNS },
);

describe('every plan and every sequence of edits, responses, form answers, comments and other attempts', () => {
  always(
    'every attempt gets the verdict that the design gives it, and the request ends as it says',
    (judgements, told) => {
      const oracle = new RicherOracle(told.policies, told.first, told.requester);
      const ask = consultant(oracle);
      for (const judgement of judgements) {
        const { attempt, verdict, record } = judgement;
        assert.equal(verdict.outcome, ask(judgement));
        assert.ok(verdict.message.trim());
        assert.equal(verdict.status, record.status);
        assert.equal(record.status, oracle.status);
        assert.deepEqual(record.context, { ...oracle.content });
        assert.equal(record.revision ?? 1, oracle.revisions.length);
        assert.equal(record.comments?.length ?? 0, oracle.comments);
        assert.equal(record.refusedCount, oracle.refusals);
        assert.equal(record.decisions.filter((each) => each.void === undefined).length, oracle.standing);
        if (record.status !== 'pending') continue;
        assert.equal(record.stage, oracle.stage);
        assert.equal(Date.parse(record.expiresAt ?? ''), START + oracle.expiresAfter * MINUTE);
        assert.ok(attempt.at < Date.parse(record.expiresAt ?? ''));
      }
    },
  );

  always('a comment changes nothing but the comments', (judgements) => {
    for (const { step, before, record } of judgements) {
      if (step.kind !== 'comment' || record.status !== before.status) continue;
      const { comments: _, refused: _refused, refusedCount: _count, ...rest } = record;
      const { comments: _were, refused: _before, refusedCount: _counted, ...were } = before;
      assert.deepEqual(rest, were);
    }
  });
});

test('the generated stories reach every outcome of every kind of decision', () => {
  const seen = new Set<string>();
  for (const told of fc.sample(richerStory, { numRuns: 4_000, seed: 1 })) {
    const { record } = playRicher(told, ({ step, verdict }) => {
      seen.add(`${step.kind === 'decide' ? step.decision : step.kind}: ${verdict.outcome}`);
    });
    seen.add(`${record.status} by ${record.end?.by}`);
  }
  const outcomes = VERDICT_OUTCOMES.filter((outcome) => outcome !== 'queued');
  const kinds = ['approve', 'reject', 'edit', 'respond', 'comment', 'cancel'];
  const impossible = ['cancel: invalid', 'cancel: superseded', 'comment: conflict'];
  const possible = kinds
    .flatMap((kind) => outcomes.map((outcome) => `${kind}: ${outcome}`))
    .filter((each) => !impossible.includes(each));
  const ends = ['approved by people', 'approved by system', 'approved by policy', 'rejected by people'];
  const more = ['rejected by system', 'rejected by policy', 'answered by people', 'expired by system'];
  const rest = ['cancelled by requester', 'cancelled by system', 'pending by undefined'];
  expect([...seen].sort()).toEqual([...possible, ...ends, ...more, ...rest].sort());
});

/** Asks the oracle for its verdict on each attempt of a story. */
function consultant(oracle: RicherOracle) {
  let last: RicherAttempt | undefined;
  return ({ step, again, attempt, before }: RicherJudgement) => {
    const at = (attempt.at - START) / MINUTE;
    const inTime = at < oracle.expiresAfter;
    if (step.kind === 'cancel') return oracle.cancel(step.person, step.attemptId, inTime);
    if (step.kind === 'comment') return oracle.comment(step.person, step.text, step.decisionId, inTime);
    const { person, decision, decisionId: id, attemptId, words, text, answer, change, saw } = step;
    const context = decision === 'edit' ? { ...oracle.content, ...change } : undefined;
    const about = oracle.revisions[revisionSeen(saw, oracle.revisions.length)];
    const stage = step.namesStage ? before.stage : undefined;
    const said = { person, decision, id, attemptId, stage, about, context, text, answer };
    const all = {
      ...said,
      words: JSON.stringify([words, text, answer, context]),
      hasReason: words !== undefined,
    };
    last =
      again && last
        ? { ...last, at, inTime }
        : { ...all, at, inTime, namesContent: true, rightContent: true };
    return oracle.decide(last);
  };
}
