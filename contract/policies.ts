import type { PlannedRung } from './escalation';
import type { Finally } from './config/ladder';
import type { TriggerType, Level, RequestStatus } from './names';
import type { Needed, OnExpiry, Plan } from './plan';
import type { RequestContent } from './request';

/** The argument of the workflow that tells the policies: with `content` also what they would say of this request. */
export interface PoliciesInput {
  content?: RequestContent;
}

/** Whom a policy or the fallback asks, its defaults filled in. */
export interface RequirementView {
  approvers: string[];
  /** How many different people. With `requireAll` the number of entries. */
  quorum: number;
  requireAll: boolean;
  allowSelfApproval: boolean;
  rejectionsToReject: number;
  /** Milliseconds from the start of the request. */
  expireAfter: number;
  onExpiry: OnExpiry;
  /** The level that `escalate` begins at. */
  escalateTo?: Level;
}

/** A policy as data. Whom it asks is there with effect `require` alone. */
export interface PolicyView extends Partial<RequirementView> {
  name: string;
  description?: string;
  effect: 'require' | 'deny' | 'allow';
  /** Globs. Absent: all. */
  actions?: string[];
  resources?: string[];
  /** It has one. Its source is not told, since it may hold secrets. */
  condition?: true;
  /** It has a schema that the context must fit. */
  context?: true;
  /** What a `deny` or an `allow` says. */
  reason?: string;
  stage?: number;
}

/** A trigger as data. */
export interface TriggerView {
  name: string;
  type: TriggerType;
  level: Level;
  /** As the config has it: of `time_exceeded` a duration, such as `30m`. */
  threshold?: number | string;
}

/** The rules as a worker has them. Durations in milliseconds. */
export interface PoliciesView {
  configDigest: string;
  policies: PolicyView[];
  /** What decides when no policy matches. Absent: such a request fails. */
  fallback?: 'approve' | 'reject' | RequirementView;
  defaults: { expireAfter: number };
  /** Lowest first: every level that has assignees. */
  levels: PlannedRung[];
  triggers: TriggerView[];
  escalation: { repeat: number; finally: Finally };
  operators: string[];
  /** Teams and their people, where the directory is no function. */
  directory: 'function' | Record<string, string[]>;
}

/** What a request would come to, if it were made now. */
export interface DryRun {
  /** `pending`: people would be asked. Else how it would end at once: `plan.automatic` or `plan.error` says why. */
  status: RequestStatus;
  plan: Plan;
  /** The stage that would be open first. */
  stage?: number;
  needed: Needed[];
  /** The people and teams that would be asked first; at most 50. */
  approvers: string[];
  /** What would happen if nobody decided in time: by every policy that would be unmet then. */
  atDeadline?: OnExpiry;
  /** Why it is not known who is in the teams: the directory did not answer. A real request would ask it again. */
  unresolved?: string;
}

/** The result of the workflow that tells the policies. */
export interface PoliciesAnswer extends PoliciesView {
  dryRun?: DryRun;
}
