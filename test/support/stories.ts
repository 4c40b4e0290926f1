import fc from 'fast-check';
import type { Config } from '../../contract/config/config';
import type { Verdict } from '../../contract/decision';
import type { RequestRecord } from '../../contract/request';
import type { Attempt } from '../../rules/requests/attempt';
import { judge } from '../../rules/requests/judge';
import { draftPlan } from '../../rules/requests/plan';
import { beginRequest, openRequest, withPlan } from '../../rules/requests/record';
import { teamsToRecheck, withoutFormerMembers } from '../../rules/requests/team-recheck';
import type { OraclePolicy, OracleRules } from './oracle';
import { DEADLINE, HASH, MINUTE, START } from './requests';

/** How often each property is tested. CI tests 10,000 times. */
export const RUNS = Number(process.env.HITL_PROPERTY_RUNS ?? 1_000);

const PEOPLE = ['ana', 'bo', 'cy', 'di'];
const TEAMS = ['t1', 't2', 't3'];

export type Step = { wait: number } & (
  | {
      kind: 'decide';
      person: string;
      decision: 'approve' | 'reject';
      reason?: string | undefined;
      notes?: string | undefined;
      decisionId?: string | undefined;
      attemptId?: string | undefined;
      /** `open`: the values that an up-to-date page would send. */
      stage?: 'open' | number | undefined;
      hash?: string | undefined;
    }
  | { kind: 'cancel'; person: string; attemptId?: string | undefined }
  | { kind: 'unreadable' }
  | { kind: 'leave'; team: string; person: string }
);

/** A plan and a sequence of attempts. */
export interface Story extends OracleRules {
  recheck: boolean;
  steps: Step[];
}

const some = <T>(values: T[], most?: number) =>
  fc.subarray(values, { minLength: 1, ...(most && { maxLength: most }) });

const policy = fc.record({
  stage: fc.constantFrom(1, 1, 2, 3),
  approvers: some([...TEAMS, ...PEOPLE], 3),
  need: fc.constantFrom<number | 'each'>(1, 1, 2, 2, 3, 'each', 'each'),
  self: fc.boolean(),
  rejections: fc.constantFrom(1, 1, 2, 3),
  onExpiry: fc.constantFrom<OraclePolicy['onExpiry']>('expire', 'reject', 'approve', 'approve'),
});

const wait = fc.constantFrom(0, 0, 1, 1, 5, 20, 60).map((minutes) => minutes * MINUTE);
const person = fc.constantFrom(...PEOPLE, ...PEOPLE, 'mallory', 'Ana');
const attemptId = fc.constantFrom(undefined, undefined, undefined, 'a1', 'a2');

const decide = fc.record({
  kind: fc.constant('decide' as const),
  wait,
  person,
  decision: fc.constantFrom('approve' as const, 'approve' as const, 'approve' as const, 'reject' as const),
  reason: fc.constantFrom('too much', 'too much', 'not now', ' ', undefined),
  notes: fc.constantFrom(undefined, undefined, 'fine'),
  decisionId: fc.constantFrom(undefined, undefined, 'd1', 'd2', 'd3'),
  attemptId,
  stage: fc.constantFrom(undefined, 'open' as const, 'open' as const, 1, 2, 3),
  hash: fc.constantFrom(undefined, HASH, HASH, 'other'),
});
const cancel = fc.record({ kind: fc.constant('cancel' as const), wait, person, attemptId });
const unreadable = fc.record({ kind: fc.constant('unreadable' as const), wait });
const leave = fc.record({
  kind: fc.constant('leave' as const),
  wait: fc.constant(0),
  team: fc.constantFrom(...TEAMS),
  person: fc.constantFrom(...PEOPLE),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 14, arbitrary: decide },
  { weight: 1, arbitrary: cancel },
  { weight: 1, arbitrary: unreadable },
  { weight: 4, arbitrary: leave },
);

export const story: fc.Arbitrary<Story> = fc
  .record({
    policies: fc.array(policy, { minLength: 1, maxLength: 4 }),
    teams: fc.record({ t1: some(PEOPLE), t2: some(PEOPLE), t3: some(PEOPLE, 2) }),
    requester: fc.constantFrom('ana', 'Bo', 'eve', 'eve'),
    mustReadAll: fc.constantFrom(false, false, true),
    first: fc.nat(3),
    recheck: fc.constantFrom(true, true, false),
    steps: fc.array(step, { minLength: 1, maxLength: 12, size: 'max' }),
  })
  .map(({ first, policies, ...rest }) => {
    const named = policies.map((each, index) => ({ ...each, name: `p${index + 1}` }));
    return { ...rest, policies: named, first: named[first % named.length] as OraclePolicy };
  });

/** The request with the story's plan. */
export function openStory({ policies, teams, first, requester, recheck, mustReadAll }: Story): RequestRecord {
  const config: Config = {
    strict: false,
    directory: teams,
    operators: [],
    defaults: { expireAfter: '3 days' },
    triggers: [],
    violations: [],
    levels: {},
    escalation: { repeat: 0, finally: 'abort' },
    agents: {},
    runs: { idleTimeout: '24h' },
    channels: {},
    contacts: {},
    notifications: { routes: [], digestAbove: 10, templates: {} },
    policies: policies.map((one) => ({
      name: one.name,
      effect: 'require' as const,
      stage: one.stage,
      approvers: one.approvers,
      ...(one.need === 'each' ? { requireAll: true } : { quorum: one.need }),
      allowSelfApproval: one.self,
      rejectionsToReject: one.rejections,
      onExpiry: one.onExpiry,
      mustReadAll: mustReadAll && one === first,
      expireAfter: one === first ? ('1h' as const) : ('2h' as const),
    })),
  };
  const answers = config.policies.map((one) => ({ policy: one, answer: 'yes' as const }));
  const plan = {
    ...draftPlan(config, answers, { configDigest: 'rules', contentHash: HASH }),
    recheck,
    teams,
  };
  const content = { action: 'pay', requesterId: requester, context: {} };
  return beginRequest(withPlan(openRequest('request-1', content, START), plan), START);
}

/** One attempt of a story, with the verdict of the workflow's rules. */
export interface Judgement {
  step: Exclude<Step, { kind: 'leave' }>;
  attempt: Attempt;
  before: RequestRecord;
  /** The teams that the rules checked first, and their current members. */
  asked: Record<string, string[]>;
  verdict: Verdict;
  record: RequestRecord;
}

/** Plays a story, and reports each attempt before the next. */
export function play(told: Story, tell: (judgement: Judgement) => void, judgeOne = judge): RequestRecord {
  let record = openStory(told);
  let at = START;
  const teams: Record<string, string[]> = { ...told.teams };
  for (const step of told.steps) {
    at += step.wait;
    if (step.kind === 'leave') {
      teams[step.team] = (teams[step.team] ?? []).filter((one) => one !== step.person);
      continue;
    }
    const before = record;
    const attempt = toAttempt(step, at, before);
    const asked = Object.fromEntries(
      teamsToRecheck(record, attempt).map((team) => [team, teams[team] ?? []]),
    );
    if (Object.keys(asked).length > 0) record = withoutFormerMembers(record, asked, at);
    const judged = judgeOne(record, attempt);
    record = judged.record;
    tell({ step, attempt, before, asked, verdict: judged.verdict, record });
  }
  return record;
}

export function isInTime({ at }: Attempt): boolean {
  return at < DEADLINE;
}

function toAttempt(step: Judgement['step'], at: number, record: RequestRecord): Attempt {
  if (step.kind === 'unreadable')
    return { kind: 'unreadable', at, transport: 'signal', problem: 'The message is not readable.' };
  const ids = step.attemptId === undefined ? {} : { attemptId: step.attemptId };
  if (step.kind === 'cancel')
    return { kind: 'cancel', at, transport: 'update', message: { cancelledBy: step.person, ...ids } };
  const stage = step.stage === 'open' ? record.stage : step.stage;
  return {
    kind: 'decide',
    at,
    transport: 'update',
    message: {
      decision: step.decision,
      decidedBy: step.person,
      ...(step.reason !== undefined && { reason: step.reason }),
      ...(step.notes !== undefined && { notes: step.notes }),
      ...(step.decisionId !== undefined && { decisionId: step.decisionId }),
      expected: {
        ...(stage !== undefined && { stage }),
        ...(step.hash !== undefined && { contentHash: step.hash }),
      },
      ...ids,
    },
  };
}
