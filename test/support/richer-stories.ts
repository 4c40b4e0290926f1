import fc from 'fast-check';
import { ConfigSchema } from '../../contract/config/config';
import type { Verdict } from '../../contract/decision';
import type { DecisionKind } from '../../contract/names';
import type { RequestContent, RequestRecord } from '../../contract/request';
import { contentHash } from '../../rules/digest';
import type { Attempt } from '../../rules/requests/attempt';
import { judge } from '../../rules/requests/judge';
import { contentToPlan } from '../../rules/requests/judge-decision';
import { draftPlan } from '../../rules/requests/plan';
import { beginRequest, openRequest, withPlan } from '../../rules/requests/record';
import { MINUTE, START } from './requests';
import type { OracleContent, RicherPolicy } from './richer-oracle';

const PEOPLE = ['ana', 'bo', 'cy', 'eve'];

interface DecideStep {
  kind: 'decide';
  wait: number;
  person: string;
  decision: DecisionKind;
  /** What an edit changes. `to` may never be changed. */
  change: Partial<OracleContent>;
  /** The revision that the person saw: the first, the one before the current one, the current one, or none is named. */
  saw: 'first' | 'before' | 'present' | 'none';
  namesStage: boolean;
  words: string | undefined;
  text: string | undefined;
  answer: Record<string, unknown> | undefined;
  decisionId: string | undefined;
  attemptId: string | undefined;
}

export type RicherStep =
  | DecideStep
  | {
      kind: 'comment';
      wait: number;
      person: string;
      text: string;
      decisionId: string | undefined;
    }
  /** The last decision is sent again, such as by a double click. */
  | { kind: 'again'; wait: number }
  | { kind: 'cancel'; wait: number; person: string; attemptId: string | undefined };

export interface RicherStory {
  policies: RicherPolicy[];
  first: OracleContent;
  requester: string;
  steps: RicherStep[];
}

const ALL: DecisionKind[] = ['approve', 'reject', 'edit', 'respond'];

const policy = fc.record({
  from: fc.constantFrom(1, 1, 1, 2, 3),
  effect: fc.constantFrom<RicherPolicy['effect']>(
    'require',
    'require',
    'require',
    'require',
    'require',
    'deny',
    'allow',
  ),
  stage: fc.constantFrom(1, 1, 2),
  approvers: fc.subarray(PEOPLE, { minLength: 2 }),
  need: fc.constantFrom<RicherPolicy['need']>(1, 1, 2, 'each'),
  self: fc.boolean(),
  rejections: fc.constantFrom(1, 2, 2),
  onExpiry: fc.constantFrom<RicherPolicy['onExpiry']>('expire', 'reject', 'approve'),
  decisions: fc.constantFrom<DecisionKind[]>(
    ALL,
    ALL,
    ['approve', 'reject', 'edit'],
    ['approve', 'edit'],
    ['approve', 'reject'],
  ),
  editable: fc.constantFrom<(keyof OracleContent)[]>(['amount'], ['amount', 'note'], ['amount', 'note']),
  hasForm: fc.constantFrom(false, false, false, true),
  expireAfter: fc.constantFrom(30, 120, 120),
});

const wait = fc.constantFrom(0, 0, 1, 10, 40);
const attemptId = fc.constantFrom(undefined, undefined, undefined, 'a1', 'a2');
const person = fc.constantFrom(...PEOPLE, ...PEOPLE, 'mallory');

const decide = fc.record({
  kind: fc.constant('decide' as const),
  wait,
  person,
  decision: fc.constantFrom<DecisionKind>('approve', 'approve', 'edit', 'edit', 'edit', 'reject', 'respond'),
  change: fc.record(
    {
      amount: fc.constantFrom(1, 2, 3),
      note: fc.constantFrom('a', 'b'),
      to: fc.constantFrom('acme', 'acme', 'acme', 'mallory'),
    },
    { requiredKeys: ['amount'] },
  ),
  saw: fc.constantFrom<DecideStep['saw']>(
    'present',
    'present',
    'present',
    'present',
    'before',
    'first',
    'none',
  ),
  namesStage: fc.boolean(),
  words: fc.constantFrom('because', 'because', 'because', 'not now', undefined),
  text: fc.constantFrom(undefined, undefined, undefined, 'why?', ' '),
  answer: fc.constantFrom(
    undefined,
    undefined,
    { n: 1 },
    { n: 1 },
    { n: 6 },
    { n: '1' },
    { n: 1.5 },
    {},
    { n: 1, m: 1 },
  ),
  decisionId: fc.constantFrom(undefined, undefined, 'd1', 'd2'),
  attemptId,
});
const comment = fc.record({
  kind: fc.constant('comment' as const),
  wait,
  person: fc.constantFrom(...PEOPLE, 'dan', 'mallory'),
  text: fc.constantFrom('why now?', 'see the invoice'),
  decisionId: fc.constantFrom(undefined, 'c1', 'd1'),
});
const cancel = fc.record({
  kind: fc.constant('cancel' as const),
  wait,
  person: fc.constantFrom('dan', 'ana', 'bo'),
  attemptId,
});

/** Requests whose arguments are edited, answered and commented on, among approvals, rejections and cancellations. */
export const richerStory: fc.Arbitrary<RicherStory> = fc.record({
  policies: fc
    .array(policy, { minLength: 1, maxLength: 4 })
    .map((policies) => policies.map((each, index): RicherPolicy => ({ ...each, name: `p${index + 1}` }))),
  first: fc.record({
    amount: fc.constantFrom(1, 2, 3),
    note: fc.constantFrom('a', 'b'),
    to: fc.constant('acme'),
  }),
  requester: fc.constantFrom('dan', 'dan', 'ana'),
  steps: fc.array(
    fc.oneof(
      { weight: 14, arbitrary: decide },
      { weight: 2, arbitrary: comment },
      { weight: 1, arbitrary: cancel },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('again' as const), wait }) },
    ),
    { minLength: 1, maxLength: 10, size: 'max' },
  ),
});

/** The config of the story's policies. */
function configOf(policies: RicherPolicy[]) {
  return ConfigSchema.parse({
    policies: policies.map((one) => ({
      name: one.name,
      effect: one.effect,
      ...(one.effect === 'require' && {
        stage: one.stage,
        approvers: one.approvers,
        ...(one.need === 'each' ? { requireAll: true } : { quorum: one.need }),
        allowSelfApproval: one.self,
        rejectionsToReject: one.rejections,
        onExpiry: one.onExpiry,
        decisions: one.decisions,
        ...(one.decisions.includes('edit') && { editable: one.editable.map((field) => `/${field}`) }),
        ...(one.hasForm && { response: FORM }),
        expireAfter: `${one.expireAfter}m`,
      }),
    })),
  });
}

const FORM = {
  type: 'object' as const,
  properties: { n: { type: 'integer' as const, minimum: 1, maximum: 5 } },
  required: ['n'],
};

/** Makes the plan of a content, as the worker's activity does. */
export function planner(policies: RicherPolicy[]) {
  const config = configOf(policies);
  return (content: RequestContent) => {
    const amount = content.context['amount'] as number;
    const answers = config.policies
      .filter((_, index) => amount >= (policies[index]?.from ?? 0))
      .map((one) => ({ policy: one, answer: 'yes' as const }));
    const digests = { configDigest: 'rules', contentHash: contentHash(content) };
    return { ...draftPlan(config, answers, digests, content), teams: {} };
  };
}

/** One attempt of a story, with the verdict of the rules. */
export interface RicherJudgement {
  step: Exclude<RicherStep, { kind: 'again' }>;
  /** Whether the step was taken before and is sent again. */
  again: boolean;
  attempt: Attempt;
  before: RequestRecord;
  verdict: Verdict;
  record: RequestRecord;
}

/** Plays a story as the workflow does, and reports each attempt before the next. */
export function playRicher(
  { policies, first, requester, steps }: RicherStory,
  tell: (judgement: RicherJudgement) => void,
) {
  const plan = planner(policies);
  const content = { action: 'pay', requesterId: requester, context: { ...first } };
  const opened = beginRequest(withPlan(openRequest('request-1', content, START), plan(content)), START);
  let record = opened;
  let at = START;
  let last: { step: DecideStep; attempt: Attempt } | undefined;
  for (const told of steps) {
    at += told.wait * MINUTE;
    const before = record;
    const again = told.kind === 'again';
    if (again && last === undefined) continue;
    const step = again ? (last as { step: DecideStep }).step : told;
    const attempt: Attempt = again && last ? { ...last.attempt, at } : toAttempt(step, at, before);
    if (step.kind === 'decide') last = { step, attempt };
    const toPlan = contentToPlan(before, attempt);
    const planned = toPlan && { planned: { plan: plan(toPlan) } };
    const judged = judge(before, { ...attempt, ...planned });
    record = judged.record;
    tell({ step, again, attempt, before, verdict: judged.verdict, record });
  }
  return { opened, record };
}

function toAttempt(step: RicherJudgement['step'], at: number, record: RequestRecord): Attempt {
  const delivery = { at, transport: 'update' as const };
  const ids = {
    ...('decisionId' in step && step.decisionId !== undefined && { decisionId: step.decisionId }),
    ...('attemptId' in step && step.attemptId !== undefined && { attemptId: step.attemptId }),
  };
  if (step.kind === 'cancel')
    return { kind: 'cancel', ...delivery, message: { cancelledBy: step.person, ...ids } };
  if (step.kind === 'comment')
    return { kind: 'comment', ...delivery, message: { commentedBy: step.person, text: step.text, ...ids } };
  const { decision, person: decidedBy, saw, namesStage, words, text, answer, change } = step;
  const hash = hashesOf(record)[revisionSeen(saw, hashesOf(record).length)];
  return {
    kind: 'decide',
    ...delivery,
    message: {
      decision,
      decidedBy,
      ...(words !== undefined && { [decision === 'reject' ? 'reason' : 'notes']: words }),
      ...(text !== undefined && { text }),
      ...(answer !== undefined && { answer: answer as Record<string, number> }),
      ...(decision === 'edit' && { context: { ...record.context, ...change } }),
      expected: {
        ...(hash !== undefined && { contentHash: hash }),
        ...(namesStage && record.stage !== undefined && { stage: record.stage }),
      },
      ...ids,
    },
  };
}

/** The index of the revision that a person saw, of this many. None if it is not named. */
export function revisionSeen(saw: DecideStep['saw'], revisions: number): number {
  return { first: 0, before: Math.max(0, revisions - 2), present: revisions - 1, none: -1 }[saw];
}

function hashesOf({ plan, original, revisions = [] }: RequestRecord): (string | undefined)[] {
  return [original?.contentHash ?? plan?.contentHash, ...revisions.map((each) => each.contentHash)];
}
