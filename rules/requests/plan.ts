import type { Config } from '../../contract/config/config';
import type { Policy } from '../../contract/config/policy';
import { type Duration, toMilliseconds } from '../../contract/duration';
import { LIMITS } from '../../contract/limits';
import type { Level } from '../../contract/names';
import type {
  Automatic,
  MatchedPolicy,
  OnExpiry,
  Plan,
  PlanError,
  ReminderPlan,
  Requirement,
} from '../../contract/records/plan';
import type { Confirmation } from '../../contract/request';

/*
 * How the policies, or the options of a confirmation, become the plan of one request.
 */

/** What a policy answered about a request: `failed` carries why its condition gave no boolean. */
export interface PolicyAnswer {
  policy: Policy;
  answer: 'yes' | 'no' | 'failed';
  why?: string;
}

/** Whom a policy or the fallback asks, as the config has it. */
export interface RequirementSource {
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
  answers: PolicyAnswer[],
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
    ...reminderPlan(config, []),
    ...deadline(config, []),
  };
  const ofEffect = (effect: Policy['effect']) =>
    counted.filter(({ policy }) => policy.effect === effect).map(({ policy }) => policy);

  if (counted.length > LIMITS.matchedPolicies)
    return {
      ...plan,
      error: planError(
        'InvalidInput',
        `${counted.length} policies match, more than ${LIMITS.matchedPolicies}`,
      ),
    };
  const [denying] = ofEffect('deny');
  if (denying) return { ...plan, automatic: automaticOutcome(denying, 'rejected') };
  const requiring = ofEffect('require');
  if (requiring.length > 0) return { ...plan, ...requirementPlan(config, requiring) };
  const [allowing] = ofEffect('allow');
  if (allowing) return { ...plan, automatic: automaticOutcome(allowing, 'approved') };
  return { ...plan, ...fallbackPlan(config) };
}

function fallbackPlan(config: Config): Partial<Plan> {
  if (config.fallback === undefined)
    return {
      error: planError('NoMatchingPolicy', 'no policy covers this request and the config has no fallback'),
    };
  if (typeof config.fallback === 'string') {
    const status = config.fallback === 'approve' ? 'approved' : 'rejected';
    return {
      automatic: { status, by: 'fallback', name: 'fallback', reason: 'no policy covers this request' },
    };
  }
  return requirementPlan(config, [{ name: 'fallback', ...config.fallback }]);
}

function requirementPlan(config: Config, sources: RequirementSource[]): Partial<Plan> {
  return {
    requirements: sources.map(toRequirement),
    ...deadline(config, sources),
    ...reminderPlan(config, sources),
  };
}

export function toRequirement(source: RequirementSource): Requirement {
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
  sources: RequirementSource[],
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

function spanOf({ expireAfter, autoExpireHours }: RequirementSource): number | undefined {
  if (expireAfter !== undefined) return toMilliseconds(expireAfter);
  return autoExpireHours === undefined ? undefined : Math.round(autoExpireHours * 3_600_000);
}

function expiryOf({ onExpiry }: RequirementSource): OnExpiry {
  return onExpiry ?? 'expire';
}

function automaticOutcome(policy: Policy, status: Automatic['status']): Automatic {
  return {
    status,
    by: 'policy',
    name: policy.name,
    ...(policy.reason !== undefined && { reason: policy.reason }),
  };
}

function toMatched({ policy, answer, why }: PolicyAnswer): MatchedPolicy {
  return {
    policy: policy.name,
    effect: policy.effect,
    ...(answer === 'failed' && { failedClosed: why ?? 'gave no answer' }),
  };
}

function planError(name: PlanError['name'], message: string): PlanError {
  return { name, message };
}

interface ReminderSource {
  remindAfter?: Duration[] | undefined;
  remindEvery?: Duration | undefined;
  warnBefore?: Duration | undefined;
}

/**
 * When those whom these policies ask hear of it again: what no policy says, `notifications` does. Of several policies
 * each counts: every time of each, the shortest interval and the earliest warning. Nothing where there are no channels.
 */
function reminderPlan(config: Config, policies: ReminderSource[]): Pick<Plan, 'notify'> {
  if (Object.keys(config.channels).length === 0) return {};
  const said = (field: keyof ReminderSource) => {
    const own = policies.filter((policy) => policy[field] !== undefined);
    const sources = own.length > 0 ? own : [config.notifications];
    return sources.flatMap((source) => [source[field] ?? []].flat().map(toMilliseconds));
  };
  const [after, every, before] = [said('remindAfter'), said('remindEvery'), said('warnBefore')];
  const notify: ReminderPlan = {
    ...(after.length > 0 && { remindAfter: [...new Set(after)].sort((a, b) => a - b) }),
    ...(every.length > 0 && { remindEvery: Math.min(...every) }),
    ...(before.length > 0 && { warnBefore: Math.max(...before) }),
  };
  return { notify };
}

/** The name that the requirement of a confirmation goes by, where an approval's has its policy's. */
const CONFIRMATION = 'confirmation';

/** Why a confirmation was rejected, where nobody said more. */
export const DECLINED = 'declined';

/** The plan of a confirmation: any one of its confirmers, also the requester, whatever the policies say. */
export function confirmationPlan(
  config: Config,
  { confirmers, expireAfter }: Confirmation,
  digests: { configDigest: string; contentHash: string },
): Plan {
  const onExpiry = 'expire';
  return {
    ...digests,
    matched: [],
    ignored: [],
    requirements: [
      {
        policy: CONFIRMATION,
        stage: 1,
        approvers: [...new Set(confirmers)],
        quorum: 1,
        requireAll: false,
        allowSelfApproval: true,
        rejectionsToReject: 1,
        onExpiry,
      },
    ],
    expireAfter,
    expiryPolicy: CONFIRMATION,
    onExpiry,
    operators: config.operators,
    ...(config.decisions?.signed && { signed: true }),
    recheck: typeof config.directory === 'function',
    ...reminderPlan(config, []),
  };
}
