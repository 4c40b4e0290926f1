import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyPatch } from 'rfc6902';
import { ConfigSchema } from '../../../contract/config/config';
import type { DecisionKind } from '../../../contract/names';
import type { RequestContent, RequestRecord } from '../../../contract/request';
import { contentHash } from '../../../rules/digest';
import type { Attempt } from '../../../rules/requests/attempt';
import { contentOf } from '../../../rules/requests/edit';
import { judge } from '../../../rules/requests/judge';
import { contentToPlan } from '../../../rules/requests/judge-decision';
import { draftPlan } from '../../../rules/requests/plan';
import { beginRequest, openRequest, withPlan } from '../../../rules/requests/record';
import { canAssign } from '../../support/oracle';
import { propertiesOf } from '../../support/properties';
import { MINUTE, START } from '../../support/requests';
import { RUNS } from '../../support/stories';

/** A policy that applies while `amount` is at least `from`. */
interface Rule {
  name: string;
  from: number;
  effect: 'require' | 'deny' | 'allow';
  stage: number;
  approvers: string[];
  need: 1 | 2 | 'each';
  decisions: DecisionKind[];
  expireAfter: '30m' | '2h';
}

interface Step {
  person: string;
  decision: DecisionKind;
  amount: number;
  /** Whether it changes a field that no policy names. */
  forbidden: boolean;
  /** The content that the person saw: the one that was requested, the current one, or none is named. */
  saw: 'first' | 'present' | 'none';
  namesStage: boolean;
  decisionId: string | undefined;
  wait: number;
}

const PEOPLE = ['ana', 'bo', 'cy', 'eve'];
const AMOUNTS = [1, 2, 3];

const rule = fc.record({
  from: fc.constantFrom(1, 1, 1, 2, 3),
  effect: fc.constantFrom<Rule['effect']>('require', 'require', 'require', 'require', 'deny', 'allow'),
  stage: fc.constantFrom(1, 1, 2),
  approvers: fc.subarray(PEOPLE, { minLength: 2 }),
  need: fc.constantFrom<Rule['need']>(1, 1, 2, 'each'),
  decisions: fc.constantFrom<DecisionKind[]>(
    ['approve', 'reject', 'edit', 'respond'],
    ['approve', 'reject', 'edit'],
    ['approve', 'edit'],
    ['approve', 'reject'],
  ),
  expireAfter: fc.constantFrom<Rule['expireAfter']>('30m', '2h', '2h'),
});

const step = fc.record({
  person: fc.constantFrom(...PEOPLE, 'mallory'),
  decision: fc.constantFrom<DecisionKind>('approve', 'approve', 'edit', 'edit', 'reject', 'respond'),
  amount: fc.constantFrom(...AMOUNTS),
  forbidden: fc.constantFrom(false, false, false, true),
  saw: fc.constantFrom<Step['saw']>('present', 'present', 'present', 'first', 'none'),
  namesStage: fc.boolean(),
  decisionId: fc.constantFrom(undefined, undefined, 'd1', 'd2'),
  wait: fc.constantFrom(0, 1, 10),
});

const story = fc.record({
  rules: fc
    .array(rule, { minLength: 1, maxLength: 4 })
    .map((rules) => rules.map((each, index): Rule => ({ ...each, name: `p${index + 1}` }))),
  amount: fc.constantFrom(...AMOUNTS),
  steps: fc.array(step, { minLength: 1, maxLength: 10, size: 'max' }),
});

function planOf(rules: Rule[], content: RequestContent) {
  const policies = rules.map(({ name, effect, stage, approvers, need, decisions, expireAfter }) => ({
    name,
    effect,
    ...(effect === 'require' && {
      stage,
      approvers,
      ...(need === 'each' ? { requireAll: true } : { quorum: need }),
      decisions,
      ...(decisions.includes('edit') && { editable: ['/amount'] }),
      expireAfter,
    }),
  }));
  const config = ConfigSchema.parse({ policies });
  const amount = content.context['amount'] as number;
  const answers = config.policies
    .filter((_, index) => amount >= (rules[index]?.from ?? 0))
    .map((policy) => ({ policy, answer: 'yes' as const }));
  const digests = { configDigest: 'rules', contentHash: contentHash(content) };
  return { ...draftPlan(config, answers, digests, content), teams: {} };
}

interface Played {
  attempt: Extract<Attempt, { kind: 'decide' }>;
  outcome: string;
  before: RequestRecord;
  after: RequestRecord;
}

/** Plays a story. The request is from dan, who decides nothing. */
function play({ rules, amount, steps }: { rules: Rule[]; amount: number; steps: Step[] }) {
  const content = { action: 'pay', requesterId: 'dan', context: { amount, to: 'acme' } };
  const first = beginRequest(
    withPlan(openRequest('request-1', content, START), planOf(rules, content)),
    START,
  );
  const played: Played[] = [];
  let record = first;
  let at = START;
  for (const { person, decision, forbidden, saw, namesStage, decisionId, wait, ...told } of steps) {
    at += wait * MINUTE;
    const hash = { first: first.plan?.contentHash, present: record.plan?.contentHash, none: undefined }[saw];
    const message = {
      decision,
      decidedBy: person,
      ...(decision === 'reject' && { reason: 'no' }),
      ...(decision === 'respond' && { text: 'why?' }),
      ...(decision === 'edit' && {
        context: { ...record.context, amount: told.amount, ...(forbidden && { to: 'mallory' }) },
      }),
      ...(decisionId !== undefined && { decisionId }),
      expected: {
        ...(hash !== undefined && { contentHash: hash }),
        ...(namesStage && record.stage !== undefined && { stage: record.stage }),
      },
    };
    const attempt: Played['attempt'] = { kind: 'decide', transport: 'update', at, message };
    const toPlan = contentToPlan(record, attempt);
    const judged = judge(record, {
      ...attempt,
      ...(toPlan && { planned: { plan: planOf(rules, toPlan) } }),
    });
    played.push({ attempt, outcome: judged.verdict.outcome, before: record, after: judged.record });
    record = judged.record;
  }
  return { first, record, played };
}

const always = propertiesOf(story, (told) => ({ ...play(told), rules: told.rules }), { runs: RUNS });

always(
  'what people approved is approved by enough of them for exactly that content, under the policies for it',
  ({ rules, record, played }) => {
    if (record.status !== 'approved' || record.end?.by !== 'people') return;
    const hash = record.plan?.contentHash;
    assert.equal(hash, contentHash(contentOf(record)));
    const plan = planOf(rules, contentOf(record));
    assert.equal(plan.error, undefined);
    assert.notEqual(plan.automatic?.status, 'rejected');
    // An approval of the current content: an edit that made it, or an approval after that, in the policy's stage.
    const made = played.findLastIndex(
      ({ attempt, outcome }) => attempt.message.decision === 'edit' && outcome === 'accepted',
    );
    const approvals = played
      .slice(Math.max(0, made))
      .filter(
        ({ attempt, outcome }) =>
          outcome === 'accepted' && ['approve', 'edit'].includes(attempt.message.decision),
      );
    const people = new Set(approvals.map(({ attempt }) => attempt.message.decidedBy));
    for (const { approvers, quorum, requireAll } of plan.requirements) {
      const eligible = approvers.filter((person) => people.has(person));
      if (requireAll) assert.ok(canAssign(approvers.map((each) => (people.has(each) ? [each] : []))));
      else assert.ok(eligible.length >= quorum, `${eligible.join()} are fewer than ${quorum}`);
    }
    for (const { attempt, after } of approvals.slice(1))
      if (attempt.message.decision === 'approve' && after.revision !== undefined)
        assert.equal(attempt.message.expected?.contentHash, hash);
  },
);

always(
  'the content changes only by an accepted edit, only where policies allow it, and never to what they reject',
  ({ rules, first, played }) => {
    for (const { attempt, outcome, before, after } of played) {
      const edited = attempt.message.decision === 'edit' && outcome === 'accepted';
      assert.equal(after.context !== before.context, edited);
      assert.equal(after.revision !== before.revision, edited);
      assert.equal(after.context['to'], 'acme');
      for (const field of ['action', 'resource', 'requesterId', 'id'] as const)
        assert.equal(after[field], first[field]);
      if (!edited) continue;
      assert.equal(attempt.message.expected?.contentHash, before.plan?.contentHash);
      const open = before.plan?.requirements.filter(({ stage }) => stage === before.stage) ?? [];
      assert.ok(open.every(({ decisions }) => decisions?.includes('edit')));
      assert.ok(open.some(({ approvers }) => approvers.includes(attempt.message.decidedBy)));
      const plan = planOf(rules, contentOf(after));
      assert.equal(plan.error, undefined);
      assert.notEqual(plan.automatic?.status, 'rejected');
    }
  },
);

always('its revisions lead from what was requested to what is decided', ({ first, record }) => {
  if (record.revision === undefined) return assert.deepEqual(record.context, first.context);
  assert.deepEqual(record.original, { context: first.context, contentHash: first.plan?.contentHash });
  const context = JSON.parse(JSON.stringify(first.context)) as object;
  for (const { patch } of record.revisions ?? []) applyPatch(context, patch);
  assert.deepEqual(context, record.context);
  assert.deepEqual(
    record.revisions?.map(({ revision }) => revision),
    Array.from({ length: record.revision - 1 }, (_, index) => index + 2),
  );
  assert.equal(record.revisions?.at(-1)?.contentHash, record.plan?.contentHash);
});

always('its deadline never moves later, and an end stays', ({ played }) => {
  for (const { attempt, before, after } of played) {
    assert.ok(Date.parse(after.expiresAt ?? '') <= Date.parse(before.expiresAt ?? ''));
    if (before.status !== 'pending') assert.equal(after, before);
    if (after.status === 'approved' && before.status === 'pending' && after.end?.by === 'people')
      assert.ok(attempt.at < Date.parse(after.expiresAt ?? ''));
  }
});

always('it is answered only by a response that the open policies allow', ({ record, played }) => {
  const responses = played.filter(
    ({ attempt, outcome }) => attempt.message.decision === 'respond' && outcome === 'accepted',
  );
  assert.equal(responses.length, record.status === 'answered' ? 1 : 0);
  for (const { attempt, before } of responses) {
    const open = before.plan?.requirements.filter(({ stage }) => stage === before.stage) ?? [];
    assert.ok(open.every(({ decisions }) => decisions?.includes('respond')));
    assert.ok(open.some(({ approvers }) => approvers.includes(attempt.message.decidedBy)));
  }
});

test('the generated stories reach every outcome, edits in both stages, and stricter and weaker plans', () => {
  const seen = new Set<string>();
  for (const told of fc.sample(story, { numRuns: 4_000, seed: 1 })) {
    const { record, played } = play(told);
    seen.add(record.status);
    for (const { attempt, outcome, before, after } of played) {
      seen.add(outcome);
      if (attempt.message.decision !== 'edit' || outcome !== 'accepted') continue;
      seen.add(`edited in stage ${before.stage}`);
      const [were, are] = [before.plan, after.plan].map((plan) => plan?.requirements.length ?? 0);
      if ((are ?? 0) > (were ?? 0)) seen.add('stricter');
      if ((are ?? 0) < (were ?? 0)) seen.add('weaker');
      if (after.status === 'approved') seen.add('approved by an edit');
      if (after.expiresAt !== before.expiresAt) seen.add('an earlier deadline');
    }
    if (record.decisions.some((each) => each.void?.endsWith('edited the content'))) seen.add('lapsed');
  }
  const statuses = ['approved', 'answered', 'rejected', 'expired', 'cancelled', 'pending'];
  const outcomes = ['accepted', 'duplicate', 'superseded', 'conflict', 'invalid', 'not_authorized'];
  const events = ['edited in stage 1', 'edited in stage 2', 'stricter', 'weaker', 'lapsed'];
  const more = ['approved by an edit', 'an earlier deadline'];
  expect([...seen].sort()).toEqual([...new Set([...statuses, ...outcomes, ...events, ...more])].sort());
});
