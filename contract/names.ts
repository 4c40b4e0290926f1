/** The workflow types of this package, as the Temporal UI shows them. A client never touches other types. */
export const WORKFLOW_TYPES = {
  approval: 'hitlApproval',
  confirmation: 'hitlConfirmation',
  escalation: 'hitlEscalation',
  run: 'hitlAgentRun',
  /** Answers the policies. Short-lived; our lists do not show it. */
  policies: 'hitlPolicies',
  /** Notifies people about one request or escalation. It ends when the last message is delivered. */
  notifications: 'hitlNotifications',
  /** Collects notifications for one person who gets too many at once. */
  digest: 'hitlDigest',
  /** The single use of an approval: who claimed it, and what happened. Our lists do not show it. */
  use: 'hitlUse',
} as const;

export const MESSAGES = {
  decide: 'decide',
  comment: 'comment',
  cancel: 'cancel',
  /** Sent to the use of an approval: what happened. */
  outcome: 'outcome',
  get: 'get',
  /** The verdict of an attempt whose Update was answered with `queued`. */
  lateAnswer: 'lateAnswer',
  acknowledge: 'acknowledge',
  resolve: 'resolve',
  promote: 'promote',
  reassign: 'reassign',
  /** Sent by a run to its open escalation. */
  raise: 'raise',
  report: 'report',
  escalate: 'escalate',
  finish: 'finish',
  /** Wakes the workflow of the notifications: it plans deliveries again. */
  wake: 'wake',
  /** Adds a notification to a digest. */
  add: 'add',
} as const;

/** The default task queue of clients and workers. */
export const DEFAULT_TASK_QUEUE = 'hitl';

/** Search attributes and their types. Temporal never encrypts them, so they contain nothing of the context. */
export const SEARCH_ATTRIBUTES = {
  HitlKind: 'KEYWORD',
  HitlStatus: 'KEYWORD',
  HitlAction: 'KEYWORD',
  HitlResource: 'KEYWORD',
  HitlRequester: 'KEYWORD',
  HitlRunId: 'KEYWORD',
  HitlLevel: 'KEYWORD',
  /** The severity in the plan. Absent if no policy sets one. */
  HitlSeverity: 'KEYWORD',
  HitlApprovers: 'KEYWORD_LIST',
  /** The policies of the plan's requirements. */
  HitlPolicies: 'KEYWORD_LIST',
  HitlExpiresAt: 'DATETIME',
} as const;

/**
 * The suffixes of the ids that this package derives from the id of a request, an escalation or a run. Eight more letters
 * follow if another workflow already had the id.
 */
export const DERIVED_ENDS = /-(notifications|escalation(?:-\d+)?|use(?:-\d+)?)(?:-[0-9a-f]{8})?$/;

/**
 * In `HitlApprovers` and `HitlPolicies`: the value does not contain all names. Temporal limits the value to 2,048 bytes, and
 * fails a workflow that exceeds this. A query for names also asks for this value. All approvers are then in the memo.
 */
export const AND_OTHERS = '*';

/**
 * In `HitlPolicies`: a policy wants the request to be decided on its own. No policy has this name, since a name does not begin
 * with a space.
 */
export const DECIDED_ALONE = ' bulk: false';

export type SearchAttributeName = keyof typeof SEARCH_ATTRIBUTES;

/**
 * The orders of a list of requests. `newest`: first the pending ones, newest first, then the others, latest end first.
 * `deadline`: only the pending ones, soonest deadline first. `age`: oldest first. `severity`: highest first.
 */
export const REQUEST_ORDERS = ['newest', 'deadline', 'age', 'severity'] as const;

export type RequestOrder = (typeof REQUEST_ORDERS)[number];

/**
 * The orders of a list of escalations. `newest` as for requests. `deadline`: only the open ones, soonest deadline first.
 * `age`: oldest first. `level`: highest first.
 */
export const ESCALATION_ORDERS = ['newest', 'deadline', 'age', 'level'] as const;

export type EscalationOrder = (typeof ESCALATION_ORDERS)[number];

/** The orders of a list of runs. `newest` as for requests. `age`: oldest first. */
export const RUN_ORDERS = ['newest', 'age'] as const;

export type RunOrder = (typeof RUN_ORDERS)[number];

/** The kinds of requests: an approval by the policies, or a confirmation by people that it names. */
export const REQUEST_KINDS = ['approval', 'confirmation'] as const;

/** An approval, which policies decide, or a confirmation, which named people give. */
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** The status of a request. */
export const ApprovalStatus = {
  PENDING: 'pending',
  APPROVED: 'approved',
  ANSWERED: 'answered',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  CANCELLED: 'cancelled',
} as const;

/** The status of a request: `pending`, or how it ended. */
export type RequestStatus = (typeof ApprovalStatus)[keyof typeof ApprovalStatus];

export const REQUEST_STATUSES = Object.values(ApprovalStatus);

/**
 * What a person can decide. `edit` approves changed arguments. `respond` answers without an approval: the action does not
 * run (design rules 20 to 22).
 */
export const DECISION_KINDS = ['approve', 'reject', 'edit', 'respond'] as const;

/** What a person can decide. */
export type DecisionKind = (typeof DECISION_KINDS)[number];

/** What the claimer of an approval can report (design rule 26). */
export const REPORTED_OUTCOMES = ['committed', 'failed', 'not_started'] as const;

/** What the claimer of an approval reports: the action was done, it was tried and failed, or it was never begun. */
export type ReportedOutcome = (typeof REPORTED_OUTCOMES)[number];

/** The outcome of a use. `unknown`: nobody reported it in time, so the action may have been done. */
export const USE_OUTCOMES = [...REPORTED_OUTCOMES, 'unknown'] as const;

/** The answers to a claim. */
export const CLAIM_OUTCOMES = ['claimed', 'already_claimed', 'not_approved', 'changed', 'stale'] as const;

/** The answer to a claim. Only `claimed` lets the claimer act. */
export type ClaimOutcome = (typeof CLAIM_OUTCOMES)[number];

/** The kinds of evidence (design rule 25). */
export const EVIDENCE_KINDS = ['text', 'diff', 'table', 'json', 'image', 'link'] as const;

/** A kind of evidence. */
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** How much damage a wrong approval can do, lowest first. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

/** How much damage a wrong approval can do. */
export type Severity = (typeof SEVERITIES)[number];

/** The levels of escalations, lowest first. */
export const EscalationLevel = {
  HUMAN_REVIEW: 'human_review',
  SUPERVISOR: 'supervisor',
  MANAGER: 'manager',
  EXECUTIVE: 'executive',
  EMERGENCY: 'emergency',
} as const;

/** A level of an escalation, from `human_review` to `emergency`. */
export type Level = (typeof EscalationLevel)[keyof typeof EscalationLevel];

/** Every level, lowest first. */
export const LEVELS: readonly Level[] = Object.values(EscalationLevel);

/** Whether `a` is above `b`. */
export function isAbove(a: Level, b: Level): boolean {
  return LEVELS.indexOf(a) > LEVELS.indexOf(b);
}

/** The names of the types of search attributes in Temporal's CLI. */
export const TEMPORAL_CLI_TYPES = {
  KEYWORD: 'Keyword',
  KEYWORD_LIST: 'KeywordList',
  DATETIME: 'Datetime',
} as const;

export const SEARCH_ATTRIBUTE_NAMES = Object.keys(SEARCH_ATTRIBUTES) as SearchAttributeName[];

/** The command of Temporal's CLI that registers these search attributes. Default: all of this package. */
export function searchAttributesCommand(namespace: string, attributes = SEARCH_ATTRIBUTE_NAMES): string {
  const flags = attributes.map(
    (name) => `--name ${name} --type ${TEMPORAL_CLI_TYPES[SEARCH_ATTRIBUTES[name]]}`,
  );
  return `temporal operator search-attribute create --namespace ${namespace} ${flags.join(' ')}`;
}

/** The types of triggers. */
export const EscalationTriggerType = {
  CONFIDENCE_LOW: 'confidence_low',
  ERROR_COUNT: 'error_count',
  COST_EXCEEDED: 'cost_exceeded',
  TIME_EXCEEDED: 'time_exceeded',
  SENSITIVE_DATA: 'sensitive_data',
  POLICY_VIOLATION: 'policy_violation',
  CUSTOM: 'custom',
  USER_REQUEST: 'user_request',
  SENTIMENT_NEGATIVE: 'sentiment_negative',
  TOPIC_SENSITIVE: 'topic_sensitive',
} as const;

export type TriggerType = (typeof EscalationTriggerType)[keyof typeof EscalationTriggerType];

/** The status of an escalation. */
export const EscalationStatus = {
  PENDING: 'pending',
  ACKNOWLEDGED: 'acknowledged',
  RESOLVED: 'resolved',
  CANCELLED: 'cancelled',
} as const;

export type EscalationStatus = (typeof EscalationStatus)[keyof typeof EscalationStatus];

export const ESCALATION_STATUSES = Object.values(EscalationStatus);

/** The status of an agent run. */
export const RunStatus = {
  RUNNING: 'running',
  COMPLETED: 'completed',
  ABORTED: 'aborted',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
} as const;

export type RunStatus = (typeof RunStatus)[keyof typeof RunStatus];

export const RUN_STATUSES = Object.values(RunStatus);

export const VERDICT_OUTCOMES = [
  'accepted',
  'duplicate',
  'superseded',
  'conflict',
  'expired',
  'cancelled',
  'not_authorized',
  'invalid',
  'queued',
] as const;

/** The result of an attempt (design rule 9). `queued`: delivered, but not judged yet. */
export type VerdictOutcome = (typeof VERDICT_OUTCOMES)[number];

/** The events that people are notified of. */
export const NOTIFICATION_EVENTS = [
  'requested',
  'stage_opened',
  'edited',
  'commented',
  'reminder',
  'expiring',
  'decided',
  'answered',
  'expired',
  'cancelled',
  'claimed',
  'outcome',
  'escalated',
  'promoted',
  'lapsed',
  'resolved',
] as const;

/** An event that people are notified of. */
export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number];
