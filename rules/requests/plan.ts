import type { Config } from '../../contract/config/config';
import type { Policy } from '../../contract/config/policy';
import { defined } from '../../contract/defined';
import { type Duration, toMilliseconds } from '../../contract/duration';
import { LIMITS } from '../../contract/limits';
import type { DecisionKind, EvidenceKind, Level } from '../../contract/names';
import type {
  Automatic,
  MatchedPolicy,
  OnExpiry,
  Plan,
  PlanError,
  ReminderPlan,
  Requirement,
} from '../../contract/records/plan';
import type { Confirmation, RequestContent } from '../../contract/request';
import type { ResponseForm } from '../../contract/response-form';
import { mergedPresentation, type PresentationSource } from '../presentation/policy';
import { listNames } from '../text';
import { CONFIRMATION_POLICY } from './explain';
import { byDeadline } from './record';
import { formProblem, mergedForm } from './response-form';

/*
 * Builds the plan of one request from the policies, or from the options of a confirmation.
 */

/** Whether one policy covers a request. */
export interface PolicyAnswer {
  policy: Policy;
  /** `failed`: the condition returned no boolean; `why` says what happened. */
  answer: 'yes' | 'no' | 'failed';
  why?: string;
}

/** The part of a policy, or of the fallback, that says who must approve and by when. */
export interface RequirementSource extends PresentationSource {
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
  decisions?: DecisionKind[];
  editable?: string[];
  response?: ResponseForm;
  requireEvidence?: ('rationale' | EvidenceKind)[];
  useWithin?: Duration;
  reportWithin?: Duration;
}

/** The plan that follows from the policies' answers: `deny` beats `require` beats `allow` (design rules 1 to 3, 6). */
export function draftPlan(
  config: Config,
  answers: PolicyAnswer[],
  digests: { configDigest: string; contentHash: string },
  content: SupportingContent = {},
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
        `${counted.length} policies match this request; at most ${LIMITS.matchedPolicies} may`,
      ),
    };
  const [denying] = ofEffect('deny');
  if (denying) return { ...plan, automatic: automaticOutcome(denying, 'rejected') };
  const requiring = ofEffect('require');
  if (requiring.length > 0) return { ...plan, ...requirementPlan(config, requiring, content) };
  const [allowing] = ofEffect('allow');
  if (allowing) return { ...plan, automatic: automaticOutcome(allowing, 'approved') };
  return { ...plan, ...fallbackPlan(config, content) };
}

function fallbackPlan(config: Config, content: SupportingContent): Partial<Plan> {
  if (config.fallback === undefined)
    return {
      error: planError('NoMatchingPolicy', 'no policy covers this request, and the config has no fallback'),
    };
  if (typeof config.fallback === 'string') {
    const status = config.fallback === 'approve' ? 'approved' : 'rejected';
    return {
      automatic: { status, by: 'fallback', name: 'fallback', reason: 'no policy covers this request' },
    };
  }
  return requirementPlan(config, [{ name: 'fallback', ...config.fallback }], content);
}

/** The parts of the content that the requirements of a policy can demand. */
type SupportingContent = Pick<RequestContent, 'rationale' | 'evidence' | 'response'>;

function requirementPlan(
  config: Config,
  sources: RequirementSource[],
  content: SupportingContent,
): Partial<Plan> {
  const forms = sources.flatMap(({ response }) => response ?? []);
  const problem = missingEvidence(sources, content) ?? fieldsProblem([content.response ?? [], forms].flat());
  return {
    requirements: sources.map(toRequirement),
    ...deadline(config, sources),
    ...reminderPlan(config, sources),
    ...defined({
      presentation: mergedPresentation(sources),
      response: mergedForm(forms),
      useWithin: shortest(sources.map(({ useWithin }) => useWithin)),
      reportWithin: shortest(sources.map(({ reportWithin }) => reportWithin)),
      error: problem,
    }),
  };
}

function missingEvidence(
  sources: RequirementSource[],
  { rationale, evidence = [] }: SupportingContent,
): PlanError | undefined {
  for (const { name, requireEvidence = [] } of sources) {
    const missing = requireEvidence.filter((kind) =>
      kind === 'rationale' ? !rationale?.trim() : !evidence.some((item) => item.kind === kind),
    );
    if (missing.length > 0)
      return planError(
        'EvidenceMissing',
        `policy '${name}' requires ${listNames(missing)}: request it again with ${missing.length === 1 ? 'it' : 'them'}`,
      );
  }
  return undefined;
}

function fieldsProblem(forms: ResponseForm[]): PlanError | undefined {
  const problem = formProblem(mergedForm(forms));
  return problem === undefined ? undefined : planError('InvalidInput', `response: ${problem}`);
}

function shortest(durations: (Duration | undefined)[]): number | undefined {
  const given = durations.flatMap((duration) => (duration === undefined ? [] : toMilliseconds(duration)));
  return given.length > 0 ? Math.min(...given) : undefined;
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
    ...defined({ decisions: source.decisions, editable: source.editable }),
  };
}

/** The earliest deadline wins, and its policy says what happens at that time (design rule 6). */
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
    .sort(byDeadline);
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
    ...defined({ reason: policy.reason }),
  };
}

function toMatched({ policy, answer, why }: PolicyAnswer): MatchedPolicy {
  return {
    policy: policy.name,
    effect: policy.effect,
    ...(answer === 'failed' && { failedClosed: why ?? 'the condition gave no answer' }),
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
 * When approvers are reminded. A setting that no policy has comes from `notifications` in the config. Several policies
 * combine: all their `remindAfter` times, the shortest `remindEvery` and the earliest `warnBefore`. Empty without channels.
 */
function reminderPlan(config: Config, policies: ReminderSource[]): Pick<Plan, 'notify'> {
  if (Object.keys(config.channels).length === 0) return {};
  const timesOf = (field: keyof ReminderSource) => {
    const own = policies.filter((policy) => policy[field] !== undefined);
    const sources = own.length > 0 ? own : [config.notifications];
    return sources.flatMap((source) => [source[field] ?? []].flat().map(toMilliseconds));
  };
  const [after, every, before] = [timesOf('remindAfter'), timesOf('remindEvery'), timesOf('warnBefore')];
  const notify: ReminderPlan = {
    ...(after.length > 0 && { remindAfter: [...new Set(after)].sort((a, b) => a - b) }),
    ...(every.length > 0 && { remindEvery: Math.min(...every) }),
    ...(before.length > 0 && { warnBefore: Math.max(...before) }),
  };
  return { notify };
}

/** The reason of a rejected confirmation when the person gave none. */
export const DECLINED = 'declined';

/** The plan of a confirmation: any one of its confirmers may confirm, also the requester. Policies do not apply. */
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
        policy: CONFIRMATION_POLICY,
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
    expiryPolicy: CONFIRMATION_POLICY,
    onExpiry,
    operators: config.operators,
    ...(config.decisions?.signed && { signed: true }),
    recheck: typeof config.directory === 'function',
    ...reminderPlan(config, []),
  };
}
