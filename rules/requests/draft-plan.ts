import type { Config } from '../../contract/config';
import { toMilliseconds, type Duration } from '../../contract/duration';
import type { Level } from '../../contract/level';
import { LIMITS } from '../../contract/limits';
import type { Automatic, MatchedPolicy, OnExpiry, Plan, PlanError, Requirement } from '../../contract/plan';
import type { Policy } from '../../contract/policy';
import { reminders } from './reminder-plan';

/** What a policy answered about a request: `failed` carries why its condition gave no boolean. */
export interface Answer {
  policy: Policy;
  answer: 'yes' | 'no' | 'failed';
  why?: string;
}

/** Whom a policy or the fallback asks, as the config has it. */
export interface Source {
  name: string;
  approvers?: string[];
  quorum?: number;
  requireAll?: boolean;
  stage?: number;
  allowSelfApproval?: boolean;
  rejectionsToReject?: number;
  expireAfter?: Duration;
  autoExpireHours?: number;
  onExpiry?: OnExpiry;
  escalateTo?: Level;
  remindAfter?: Duration[];
  remindEvery?: Duration;
  warnBefore?: Duration;
}

/** What the policies come to, from what each answered: `deny` beats `require` beats `allow` (design rules 1 to 3, 6). */
export function draftPlan(
  config: Config,
  answers: Answer[],
  digests: { configDigest: string; contentHash: string },
): Plan {
  const counted = answers.filter(
    ({ answer, policy }) => answer === 'yes' || (answer === 'failed' && policy.effect !== 'allow'),
  );
  const ignored = answers.filter(({ answer, policy }) => answer === 'failed' && policy.effect === 'allow');
  const plan: Plan = {
    ...digests,
    matched: counted.map(toMatched),
    ignored: ignored.map(toMatched),
    requirements: [],
    operators: config.operators,
    ...(config.decisions?.signed && { signed: true }),
    recheck: typeof config.directory === 'function',
    ...reminders(config, []),
    ...deadline(config, []),
  };
  const ofEffect = (effect: Policy['effect']) =>
    counted.filter(({ policy }) => policy.effect === effect).map(({ policy }) => policy);

  if (counted.length > LIMITS.matchedPolicies)
    return {
      ...plan,
      error: problem('InvalidInput', `${counted.length} policies match, more than ${LIMITS.matchedPolicies}`),
    };
  const [denying] = ofEffect('deny');
  if (denying) return { ...plan, automatic: automatic(denying, 'rejected') };
  const requiring = ofEffect('require');
  if (requiring.length > 0) return { ...plan, ...required(config, requiring) };
  const [allowing] = ofEffect('allow');
  if (allowing) return { ...plan, automatic: automatic(allowing, 'approved') };
  return { ...plan, ...fallback(config) };
}

function fallback(config: Config): Partial<Plan> {
  if (config.fallback === undefined)
    return {
      error: problem('NoMatchingPolicy', 'no policy covers this request and the config has no fallback'),
    };
  if (typeof config.fallback === 'string') {
    const status = config.fallback === 'approve' ? 'approved' : 'rejected';
    return {
      automatic: { status, by: 'fallback', name: 'fallback', reason: 'no policy covers this request' },
    };
  }
  return required(config, [{ name: 'fallback', ...config.fallback }]);
}

function required(config: Config, sources: Source[]): Partial<Plan> {
  return {
    requirements: sources.map(toRequirement),
    ...deadline(config, sources),
    ...reminders(config, sources),
  };
}

export function toRequirement(source: Source): Requirement {
  const approvers = source.approvers ?? [];
  return {
    policy: source.name,
    stage: source.stage ?? 1,
    approvers,
    quorum: source.requireAll ? approvers.length : (source.quorum ?? 1),
    requireAll: source.requireAll ?? false,
    allowSelfApproval: source.allowSelfApproval ?? false,
    rejectionsToReject: source.rejectionsToReject ?? 1,
    onExpiry: expiryOf(source),
  };
}

/** Of equal deadlines the one that approves least speaks. */
const CAUTION: OnExpiry[] = ['expire', 'reject', 'escalate', 'approve'];

/** The earliest deadline wins, and its policy says what happens then (design rule 6). */
export function deadline(
  config: Config,
  sources: Source[],
): Pick<Plan, 'expireAfter' | 'expiryPolicy' | 'onExpiry' | 'escalateTo'> {
  const usual = toMilliseconds(config.defaults.expireAfter);
  const [first] = sources
    .map((source) => ({
      expireAfter: spanOf(source) ?? usual,
      expiryPolicy: source.name,
      onExpiry: expiryOf(source),
      ...(source.onExpiry === 'escalate' && { escalateTo: source.escalateTo ?? 'human_review' }),
    }))
    .sort(
      (a, b) => a.expireAfter - b.expireAfter || CAUTION.indexOf(a.onExpiry) - CAUTION.indexOf(b.onExpiry),
    );
  return first ?? { expireAfter: usual, expiryPolicy: 'defaults', onExpiry: 'expire' };
}

function spanOf({ expireAfter, autoExpireHours }: Source): number | undefined {
  if (expireAfter !== undefined) return toMilliseconds(expireAfter);
  return autoExpireHours === undefined ? undefined : Math.round(autoExpireHours * 3_600_000);
}

function expiryOf({ onExpiry }: Source): OnExpiry {
  return onExpiry ?? 'expire';
}

function automatic(policy: Policy, status: Automatic['status']): Automatic {
  return {
    status,
    by: 'policy',
    name: policy.name,
    ...(policy.reason !== undefined && { reason: policy.reason }),
  };
}

function toMatched({ policy, answer, why }: Answer): MatchedPolicy {
  return {
    policy: policy.name,
    effect: policy.effect,
    ...(answer === 'failed' && { failedClosed: why ?? 'gave no answer' }),
  };
}

function problem(name: PlanError['name'], message: string): PlanError {
  return { name, message };
}
