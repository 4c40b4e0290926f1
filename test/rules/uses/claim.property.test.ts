import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  CLAIM_OUTCOMES,
  REPORTED_OUTCOMES,
  type ClaimOutcome,
  type ReportedOutcome,
} from '../../../contract/names';
import type { UseRecord } from '../../../contract/use';
import { claimRefusal, claimUse } from '../../../rules/uses/claim';
import {
  isLateClaim,
  judgeOutcome,
  openUse,
  withLateClaim,
  withUnknownOutcome,
} from '../../../rules/uses/judge';
import { after, approve, begun, HASH, START } from '../../support/requests';
import { RUNS } from '../../support/stories';

const APPROVED_AT = START + 60_000;
const USE_WITHIN = 600_000;
const REPORT_WITHIN = 120_000;

const request = after(
  begun([{ approvers: ['ana'], useWithin: '10m', reportWithin: '2m' }]),
  approve('ana', { at: APPROVED_AT }),
);

const attempt = fc.constantFrom('try-1', 'try-1', 'try-2', 'try-3');
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('claim' as const),
      attempt,
      hash: fc.constantFrom(undefined, HASH, HASH, 'other'),
      /** How much the claimer's clock is behind that of the server. Below zero it is ahead. */
      behind: fc.constantFrom(0, 0, 0, 900_000, -60_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('report' as const),
      attempt,
      outcome: fc.constantFrom<ReportedOutcome>(...REPORTED_OUTCOMES, 'not_started'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1_000, 60_000, 300_000) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Predicts the answers to claims and reports, from design rule 26: who has the claim, and what became of it. */
class UseOracle {
  private claims: { attempt: string; at: number; outcome?: string }[] = [];

  private get holder() {
    const last = this.claims.at(-1);
    return last?.outcome === 'not_started' ? undefined : last;
  }

  /** Nothing within `reportWithin` is `unknown`. */
  pass(now: number): void {
    const { holder } = this;
    if (holder && holder.outcome === undefined && now >= holder.at + REPORT_WITHIN)
      holder.outcome = 'unknown';
  }

  claim(by: string, isSameContent: boolean, now: number): ClaimOutcome {
    if (!isSameContent) return 'changed';
    const { holder } = this;
    if (holder) return holder.attempt === by && holder.outcome === undefined ? 'claimed' : 'already_claimed';
    if (now > APPROVED_AT + USE_WITHIN) return 'stale';
    this.claims.push({ attempt: by, at: now });
    return 'claimed';
  }

  report(by: string, outcome: string): string {
    const claim = this.claims.findLast((each) => each.attempt === by);
    if (claim === undefined) return 'no claim';
    if (claim.outcome === 'unknown') return 'expired';
    if (claim.outcome !== undefined) return claim.outcome === outcome ? 'duplicate' : 'conflict';
    claim.outcome = outcome;
    return 'accepted';
  }
}

/** The workflows of the claims: Temporal starts an id once, and its clock decides whether a claim came too late. */
function usesAt(clock: () => number) {
  const uses: UseRecord[] = [];
  return {
    uses,
    read: (number: number) => Promise.resolve(uses[number - 1]),
    start: (input: Parameters<Parameters<typeof claimUse>[3]['start']>[0]) => {
      const opened = openUse(input, clock());
      return Promise.resolve(
        (uses[input.number - 1] ??= isLateClaim(input, clock()) ? withLateClaim(opened) : opened),
      );
    },
    pass: () => {
      for (const [index, use] of uses.entries())
        if (clock() >= Date.parse(use.reportBy))
          uses[index] = withUnknownOutcome(use, clock(), 'no outcome was reported in time');
    },
    report: (by: string, outcome: ReportedOutcome) => {
      const index = uses.findLastIndex(
        (use) => use.attemptId === by && Date.parse(use.claimedAt) <= APPROVED_AT + USE_WITHIN,
      );
      const use = uses[index];
      if (use === undefined) return 'no claim';
      const message = { outcome, claimAttemptId: by };
      const judged = judgeOutcome(use, { kind: 'outcome', at: clock(), transport: 'signal', message });
      uses[index] = judged.use;
      return judged.verdict.outcome;
    },
  };
}

async function play(steps: Step[], tell: (step: Step, answer: string, expected: string) => void) {
  let now = APPROVED_AT;
  const temporal = usesAt(() => now);
  const oracle = new UseOracle();
  for (const each of steps) {
    if (each.kind === 'wait') {
      now += each.ms;
      temporal.pass();
      oracle.pass(now);
    } else if (each.kind === 'report')
      tell(each, temporal.report(each.attempt, each.outcome), oracle.report(each.attempt, each.outcome));
    else {
      const asked = { claimedBy: 'pay-bot', attemptId: each.attempt, contentHash: HASH };
      const clock = () => now - each.behind;
      const claim = claimRefusal(request, each.hash) ?? (await claimUse(request, asked, clock, temporal));
      tell(each, claim.outcome, oracle.claim(each.attempt, each.hash !== 'other', now));
    }
  }
  return temporal.uses;
}

const story = fc.array(step, { minLength: 1, maxLength: 12, size: 'max' });

test('every claim and report gets the answer that the design gives it, and one claim at most is not released', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (steps) => {
      const uses = await play(steps, (_, answer, expected) => assert.equal(answer, expected));
      assert.ok(uses.filter(({ outcome }) => outcome !== 'not_started').length <= 1);
    }),
    { numRuns: RUNS },
  );
});

test('claimers at the same time: one gets the claim, and the others are told who has it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 20 }),
      async (attempts) => {
        const temporal = usesAt(() => APPROVED_AT);
        const claims = await Promise.all(
          attempts.map((attemptId) =>
            claimUse(
              request,
              { claimedBy: attemptId, attemptId, contentHash: HASH },
              () => APPROVED_AT,
              temporal,
            ),
          ),
        );
        const winners = claims.filter(({ outcome }) => outcome === 'claimed');
        assert.equal(winners.length, 1);
        for (const { outcome, use } of claims) {
          assert.ok(outcome === 'claimed' || outcome === 'already_claimed');
          assert.equal(use?.claimedBy, winners[0]?.use?.claimedBy);
        }
      },
    ),
    { numRuns: RUNS / 10 },
  );
});

test('the generated stories reach every answer', async () => {
  const seen = new Set<string>();
  for (const steps of fc.sample(story, { numRuns: 1_000, seed: 1 }))
    await play(steps, ({ kind }, answer) => seen.add(`${kind}: ${answer}`));
  const claims = CLAIM_OUTCOMES.filter((outcome) => outcome !== 'not_approved').map(
    (each) => `claim: ${each}`,
  );
  const reports = ['accepted', 'duplicate', 'conflict', 'expired', 'no claim'].map(
    (each) => `report: ${each}`,
  );
  expect([...seen].sort()).toEqual([...claims, ...reports].sort());
});
