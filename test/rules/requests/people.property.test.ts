import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Plan, Requirement } from '../../../contract/records/plan';
import type { RequestRecord } from '../../../contract/request';
import { canBeMet, isMet, stillNeeded } from '../../../rules/requests/people';
import { expiryOutcome, openRequest, withPlan } from '../../../rules/requests/record';
import { canAssign } from '../../support/oracle';
import { START } from '../../support/requests';
import { RUNS } from '../../support/stories';

const PEOPLE = ['ana', 'bo', 'cy', 'di', 'fay'];
const people = fc.subarray(PEOPLE);

const situation = fc.record({
  entries: fc.array(people, { minLength: 1, maxLength: 5 }),
  requireAll: fc.boolean(),
  quorum: fc.integer({ min: 1, max: 4 }),
  approved: people,
  rejected: people,
  requester: fc.constantFrom('ana', 'eve'),
  onExpiry: fc.constantFrom('expire' as const, 'reject' as const, 'approve' as const),
  others: fc.constantFrom('expire' as const, 'reject' as const, 'approve' as const),
});
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

const always = (name: string, holds: (given: Situation) => void) =>
  test(name, () => fc.assert(fc.property(situation, holds), { numRuns: RUNS }));

always(
  'a requirement is met exactly when enough different people, or one for each entry, approved',
  (given) => {
    const { record, requirement } = recordOf(given);
    assert.equal(isMet(record, requirement), isEnough(given, given.approved));
    assert.equal(isMet(record, requirement), !stillNeeded(record).some(({ policy }) => policy === 'p1'));
  },
);

always('it can be met exactly if all eligible people who did not reject would be enough', (given) => {
  const { record, requirement } = recordOf(given);
  const willing = PEOPLE.filter((person) => !given.rejected.includes(person));
  assert.equal(canBeMet(record, requirement), isEnough(given, willing));
});

always('the number of needed approvals is the smallest that is enough', (given) => {
  const { record } = recordOf(given);
  const [need] = stillNeeded(record).filter(({ policy }) => policy === 'p1');
  if (need === undefined) return;
  const enough = subsets(PEOPLE).filter((more) => isEnough(given, [...given.approved, ...more]));
  if (enough.length > 0) assert.equal(need.count, Math.min(...enough.map((more) => more.length)));
});

always('what is needed can be given by other people, as long as the requirement can be met', (given) => {
  const { record } = recordOf(given);
  const [need] = stillNeeded(record).filter(({ policy }) => policy === 'p1');
  const willing = PEOPLE.filter((person) => !given.rejected.includes(person));
  if (need?.requireAll !== true || !isEnough(given, [...given.approved, ...willing])) return;
  const others = willing.filter((person) => person !== given.requester && !given.approved.includes(person));
  const able = need.from.map((entry) =>
    (given.entries[Number(entry.slice('team-'.length))] ?? []).filter((person) => others.includes(person)),
  );
  assert.ok(canAssign(able));
});

always('the deadline approves only if each unmet policy says so', (given) => {
  const { record } = recordOf(given);
  const unmet = [isEnough(given, given.approved) ? 'approve' : given.onExpiry, given.others];
  const approves = given.onExpiry === 'approve' && unmet.every((onExpiry) => onExpiry === 'approve');
  const otherwise = given.onExpiry === 'approve' ? 'expire' : given.onExpiry;
  assert.equal(expiryOutcome(record), approves ? 'approve' : otherwise);
});

function isEnough({ entries, requireAll, quorum, requester }: Situation, present: string[]): boolean {
  const able = entries.map((team) =>
    team.filter((person) => present.includes(person) && person !== requester),
  );
  return requireAll ? canAssign(able) : new Set(able.flat()).size >= quorum;
}

/** A request with the tested requirement, whose deadline is the earliest, and another unmet requirement. */
function recordOf(given: Situation): { record: RequestRecord; requirement: Requirement } {
  const { entries, requireAll, quorum, approved, rejected, requester, onExpiry, others } = given;
  const rest = { stage: 1, allowSelfApproval: false, rejectionsToReject: 9 };
  const approvers = entries.map((_, index) => `team-${index}`);
  const need = { requireAll, quorum: requireAll ? approvers.length : quorum };
  const requirement: Requirement = { ...rest, ...need, policy: 'p1', approvers, onExpiry };
  const other: Requirement = {
    ...rest,
    policy: 'p2',
    approvers: ['zoe'],
    quorum: 1,
    requireAll: false,
    onExpiry: others,
  };
  const plan: Plan = {
    configDigest: '',
    contentHash: '',
    matched: [],
    ignored: [],
    requirements: [requirement, other],
    expireAfter: 1000,
    expiryPolicy: 'p1',
    onExpiry,
    operators: [],
    recheck: false,
    teams: Object.fromEntries(entries.map((team, index) => [`team-${index}`, team])),
  };
  const open = withPlan(
    openRequest('request-1', { action: 'pay', requesterId: requester, context: {} }, START),
    plan,
  );
  const decided = { at: '', transport: 'update' as const, stage: 1 };
  const decisions = [
    ...approved.map((decidedBy) => ({ ...decided, decision: 'approve' as const, decidedBy })),
    ...rejected.map((decidedBy) => ({ ...decided, decision: 'reject' as const, decidedBy })),
  ];
  return { record: { ...open, decisions }, requirement };
}

function subsets(all: string[]): string[][] {
  return all.reduce<string[][]>((found, one) => [...found, ...found.map((set) => [...set, one])], [[]]);
}
