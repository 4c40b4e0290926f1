import type { Config, ConfigInput } from '../../../contract/config/config';
import type { RequestRecord } from '../../../contract/request';
import { dryRun } from '../../../rules/policies';
import { draftPlan } from '../../../rules/requests/plan';
import { planChanges, wouldEndSame } from '../../../rules/requests/plan-changes';
import { openRequest } from '../../../rules/requests/record';
import { parseConfig } from '../../../worker/config';

const CONTENT = { action: 'pay', context: { amount: 15_000 }, requesterId: 'agent-1' };
const OLD: ConfigInput = {
  directory: { finance: ['ana', 'bo'], security: ['cy'] },
  policies: [{ name: 'payments', approvers: ['finance'], expireAfter: '4h' }],
};

/** The dry run under a config in which every policy matches. */
function outcomeUnder(input: ConfigInput) {
  const config: Config = parseConfig(input);
  const answers = config.policies.map((policy) => ({ policy, answer: 'yes' as const }));
  const plan = draftPlan(config, answers, { configDigest: '', contentHash: '' });
  return dryRun(CONTENT, { ...plan, teams: config.directory as Record<string, string[]> });
}
const hours = (ms: number) => `${ms / 3_600_000}h`;
const changesTo = (would: Partial<ConfigInput>) =>
  planChanges(outcomeUnder(OLD), outcomeUnder({ ...OLD, ...would }), hours);
const [payments] = OLD.policies ?? [];
if (!payments) throw new Error('there is a policy');

describe('what another config would change for a request', () => {
  it('nothing, if it requires the same', () => {
    expect(changesTo({ operators: ['olga'] })).toEqual([]);
  });

  it.each<[string, Partial<ConfigInput>, string[]]>([
    [
      'a further policy',
      { policies: [payments, { name: 'large', approvers: ['security'], stage: 2, expireAfter: '4h' }] },
      ['would also need 1 approval from security (policy large (stage 2))'],
    ],
    [
      'another quorum',
      { policies: [{ ...payments, quorum: 2 }] },
      ['would need 2 approvals from finance instead of 1 approval from finance (policy payments)'],
    ],
    [
      'another policy in its place',
      { policies: [{ ...payments, name: 'money' }] },
      [
        'would also need 1 approval from finance (policy money)',
        'would no longer need 1 approval from finance (policy payments)',
      ],
    ],
    [
      'other decisions',
      { policies: [{ ...payments, decisions: ['approve', 'reject', 'respond'] }] },
      ['policy payments: decisions as usual → approve, reject, respond'],
    ],
    [
      'another deadline',
      { policies: [{ ...payments, expireAfter: '1h', onExpiry: 'reject' }] },
      ['deadline 4h → 1h', 'at the deadline it is rejected, not: it expires'],
    ],
    [
      'a denial',
      { policies: [payments, { name: 'never', effect: 'deny' }] },
      ['would be rejected by policy never, without asking people'],
    ],
    [
      'no policy',
      { policies: [], fallback: 'approve' },
      ['would be approved by the fallback, without asking people'],
    ],
    [
      'other people',
      { directory: { finance: ['bo', 'dan'], security: ['cy'] } },
      ['finance without ana', 'finance also with dan'],
    ],
    [
      'a team that is gone',
      { directory: { security: ['cy'] } },
      ['finance is no team of the new directory: nobody decides for it'],
    ],
  ])('%s', (_, would, changes) => {
    expect(changesTo(would)).toEqual(changes);
  });
});

describe('whether an ended request would have ended in the same way', () => {
  const ended = (end: RequestRecord['end'], decided: object[] = []): RequestRecord => ({
    ...openRequest('a', CONTENT, 0),
    plan: outcomeUnder(OLD).plan,
    status: end?.status ?? 'pending',
    decisions: decided.map((each) => ({
      at: '',
      transport: 'update',
      decision: 'approve',
      decidedBy: 'ana',
      stage: 1,
      ...each,
    })),
    ...(end && { end }),
  });
  const approved = ended({ status: 'approved', at: '', by: 'people' }, [{}]);
  const under = (record: RequestRecord, would: Partial<ConfigInput>) =>
    wouldEndSame(record, outcomeUnder({ ...OLD, ...would }));

  it('the people who approved are still enough, also in another stage', () => {
    expect(under(approved, {})).toEqual({ same: true });
    expect(under(approved, { policies: [{ ...payments, stage: 2 }] })).toEqual({ same: true });
  });

  it('they are not enough, or are no approvers any more', () => {
    const why = 'the people who approved would not be enough: policy payments needs';
    expect(under(approved, { policies: [{ ...payments, quorum: 2 }] })).toEqual({
      same: false,
      why: `${why} 2 approvals from finance`,
    });
    expect(under(approved, { policies: [{ ...payments, approvers: ['security'] }] })?.same).toBe(false);
    expect(under(approved, { policies: [{ name: 'never', effect: 'deny' }] })?.same).toBe(false);
  });

  it('an approval that edited the arguments counts only where edits are allowed', () => {
    const edited = ended({ status: 'approved', at: '', by: 'people' }, [{ decision: 'edit' }]);
    expect(under(edited, {})?.same).toBe(false);
    const editable = {
      ...payments,
      decisions: ['approve', 'edit'] as ('approve' | 'edit')[],
      editable: ['/amount'],
    };
    expect(under(edited, { policies: [editable] })).toEqual({ same: true });
  });

  it('a rejection stands while the person who rejected still may', () => {
    const rejected = ended({ status: 'rejected', at: '', by: 'people' }, [{ decision: 'reject' }]);
    expect(under(rejected, {})).toEqual({ same: true });
    expect(under(rejected, { policies: [{ ...payments, approvers: ['security'] }] })?.same).toBe(false);
  });

  it('nobody decided: the deadline must come no later and end it alike', () => {
    const expired = ended({ status: 'expired', at: '', by: 'system' });
    expect(under(expired, {})).toEqual({ same: true });
    expect(under(expired, { policies: [{ ...payments, onExpiry: 'reject' }] })?.same).toBe(false);
    expect(under(expired, { policies: [{ ...payments, expireAfter: '8h' }] })?.same).toBe(false);
  });

  it('a cancellation does not depend on policies', () => {
    expect(under(ended({ status: 'cancelled', at: '', by: 'requester' }), {})).toBeUndefined();
  });
});
