import { type ConfigInput, ConfigSchema } from '../../contract/config/config';
import type { PolicyInput } from '../../contract/config/policy';
import { dryRun } from '../../rules/policies';
import { draftPlan } from '../../rules/requests/plan';

const content = { action: 'pay', context: {}, requesterId: 'agent' };
function tried(config: ConfigInput, teams: Record<string, string[]> | null = {}) {
  const parsed = ConfigSchema.parse(config);
  const answers = parsed.policies.map((policy) => ({ policy, answer: 'yes' as const }));
  const plan = draftPlan(parsed, answers, { configDigest: 'config', contentHash: 'content' });
  return dryRun(content, teams ? { ...plan, teams } : plan);
}
const quick: Omit<PolicyInput, 'name'> = { approvers: ['ana'], expireAfter: '1h', onExpiry: 'approve' };

describe('a dry run', () => {
  it('says what the deadline would really do: it approves only if every policy says so', () => {
    expect(tried({ policies: [{ name: 'a', ...quick }] })).toMatchObject({ atDeadline: 'approve' });
    const both = tried({
      policies: [
        { name: 'a', ...quick },
        { name: 'b', approvers: ['bo'] },
      ],
    });
    expect(both).toMatchObject({ plan: { onExpiry: 'approve' }, atDeadline: 'expire' });
  });

  it('names those who would be asked first, not those of a later stage', () => {
    const staged: ConfigInput = {
      policies: [
        { name: 'later', approvers: ['team'], stage: 3 },
        { name: 'first', approvers: ['ana'], stage: 2 },
      ],
    };
    const dry = tried(staged, { team: ['cy'] });
    expect(dry).toMatchObject({ status: 'pending', stage: 2, approvers: ['ana'] });
    expect(dry.needed.map(({ policy }) => policy)).toEqual(['first', 'later']);
  });

  it('of a request that asks nobody has no deadline', () => {
    const allowed = tried({ policies: [{ name: 'a', effect: 'allow' }] });
    expect(allowed).toMatchObject({ status: 'approved', approvers: [], needed: [] });
    expect(allowed).not.toHaveProperty('atDeadline');
  });

  it('while the teams are unknown names nobody', () => {
    const plan = { policies: [{ name: 'a', approvers: ['team'] }], directory: () => undefined };
    expect(tried(plan, null)).toMatchObject({ status: 'pending', approvers: [], needed: [] });
  });
});
