import type { Level } from './names';

/** What happens when nobody decided in time (design rule 6). */
export type OnExpiry = 'expire' | 'reject' | 'escalate' | 'approve';

/** Why a policy is part of a plan. */
export interface MatchedPolicy {
  policy: string;
  effect: 'require' | 'deny' | 'allow';
  /** Set when its condition could not be answered: it then counts as matching, but never an `allow` (design rule 1). */
  failedClosed?: string;
}

/** One policy's part of the plan: its approvers and its quorum. */
export interface Requirement {
  policy: string;
  stage: number;
  /** People and teams, as the config writes them. */
  approvers: string[];
  /** How many different people. With `requireAll` the number of entries. */
  quorum: number;
  /** Every entry of `approvers`, a different person for each. */
  requireAll: boolean;
  allowSelfApproval: boolean;
  rejectionsToReject: number;
  onExpiry: OnExpiry;
}

/** What decided a request without asking anybody. */
export interface Automatic {
  status: 'approved' | 'rejected';
  by: 'policy' | 'fallback';
  /** The policy's name, or `fallback`. */
  name: string;
  reason?: string;
}

/** Why no plan could be made: the request is cancelled by the system with it. */
export interface PlanError {
  name: 'NoMatchingPolicy' | 'UnreachableQuorum' | 'InvalidInput' | 'TeamsTooLarge';
  message: string;
}

/** When those who are asked hear of it again. Milliseconds. */
export interface ReminderPlan {
  /** After they were asked, shortest first. */
  remindAfter?: number[];
  remindEvery?: number;
  /** Before the deadline. */
  warnBefore?: number;
}

/** What the policies came to for one request, frozen with the digest of the config that made it. */
export interface Plan {
  configDigest: string;
  contentHash: string;
  matched: MatchedPolicy[];
  /** `allow` policies that did not count because they could not be answered. */
  ignored: MatchedPolicy[];
  requirements: Requirement[];
  automatic?: Automatic;
  error?: PlanError;
  /** Milliseconds from the start of the workflow to its deadline, whose it is, and what it does then. */
  expireAfter: number;
  expiryPolicy: string;
  onExpiry: OnExpiry;
  /** The level that `escalate` begins at. */
  escalateTo?: Level;
  /** Who may cancel, besides the requester and its run. */
  operators: string[];
  /** Decisions count only with a signature by a key of the config's. Absent where they need none. */
  signed?: true;
  /** Set where the config has channels: people are told. Durations in milliseconds. */
  notify?: ReminderPlan;
  /** The directory is a function: it is asked again before a requirement is met (design rule 4). */
  recheck: boolean;
  /** The people of each entry that is a team; any other entry is a person. Absent until the directory answered. */
  teams?: Record<string, string[]>;
}

/** What one requirement still lacks. */
export interface Needed {
  policy: string;
  stage: number;
  /** How many more different people. */
  count: number;
  /** The entries they must come from, as the config writes them. */
  from: string[];
  /** The people who could give it; at most 50. */
  people: string[];
}
