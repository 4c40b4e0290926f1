/** The workflow types of this package, as the Temporal UI shows them. A client touches no other. */
export const WORKFLOW_TYPES = {
  approval: 'hitlApproval',
  confirmation: 'hitlConfirmation',
  escalation: 'hitlEscalation',
  run: 'hitlAgentRun',
  /** Tells the rules; short-lived, and no list of ours shows it. */
  policies: 'hitlPolicies',
  /** Tells people about one request or escalation; outlives it by what is still to be delivered. */
  notifications: 'hitlNotifications',
  /** Gathers what is too much at once for one person. */
  digest: 'hitlDigest',
} as const;

export const MESSAGES = {
  decide: 'decide',
  cancel: 'cancel',
  get: 'get',
  /** The verdict on an attempt whose Update was answered with `queued`. */
  lateAnswer: 'lateAnswer',
  acknowledge: 'acknowledge',
  resolve: 'resolve',
  promote: 'promote',
  reassign: 'reassign',
  /** From a run to its open escalation. */
  raise: 'raise',
  report: 'report',
  escalate: 'escalate',
  finish: 'finish',
  /** To the workflow of the notifications: look again. */
  wake: 'wake',
  /** To the workflow of a digest. */
  add: 'add',
} as const;

/** Where requests and workers meet unless told otherwise. */
export const DEFAULT_TASK_QUEUE = 'hitl';

/** Search attributes and their types. They are never encrypted, so they hold no context. */
export const SEARCH_ATTRIBUTES = {
  HitlKind: 'KEYWORD',
  HitlStatus: 'KEYWORD',
  HitlAction: 'KEYWORD',
  HitlRequester: 'KEYWORD',
  HitlRunId: 'KEYWORD',
  HitlLevel: 'KEYWORD',
  HitlApprovers: 'KEYWORD_LIST',
  HitlExpiresAt: 'DATETIME',
} as const;

/**
 * The ends of the ids that this package derives from the id of a request, an escalation or a run. Eight letters more stand
 * where another workflow had taken the id.
 */
export const DERIVED_ENDS = /-(notifications|escalation(?:-\d+)?|use)(?:-[0-9a-f]{8})?$/;

/**
 * In `HitlApprovers`: the value does not name all approvers. Temporal bounds the value to 2,048 bytes, and ends a
 * workflow that exceeds them. A query for people and teams asks for this value too, and then reads the memo.
 */
export const AND_OTHERS = '*';

export type SearchAttributeName = keyof typeof SEARCH_ATTRIBUTES;

/** What a request asks for: an approval by the policies, or a confirmation by a person it names. */
export const REQUEST_KINDS = ['approval', 'confirmation'] as const;

export type RequestKind = (typeof REQUEST_KINDS)[number];

/** How a request stands. For people who port from the original: `ApprovalStatus.APPROVED`. */
export const ApprovalStatus = {
  PENDING: 'pending',
  APPROVED: 'approved',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  CANCELLED: 'cancelled',
} as const;

export type RequestStatus = (typeof ApprovalStatus)[keyof typeof ApprovalStatus];

export const REQUEST_STATUSES = Object.values(ApprovalStatus);

/** How high an escalation goes, lowest first. For people who port from the original: `EscalationLevel.MANAGER`. */
export const EscalationLevel = {
  HUMAN_REVIEW: 'human_review',
  SUPERVISOR: 'supervisor',
  MANAGER: 'manager',
  EXECUTIVE: 'executive',
  EMERGENCY: 'emergency',
} as const;

export type Level = (typeof EscalationLevel)[keyof typeof EscalationLevel];

/** Every level, lowest first. */
export const LEVELS: readonly Level[] = Object.values(EscalationLevel);

/** Whether `a` is above `b`. */
export function isAbove(a: Level, b: Level): boolean {
  return LEVELS.indexOf(a) > LEVELS.indexOf(b);
}

/** The types of our search attributes as Temporal's CLI calls them. */
export const TEMPORAL_CLI_TYPES = {
  KEYWORD: 'Keyword',
  KEYWORD_LIST: 'KeywordList',
  DATETIME: 'Datetime',
} as const;

export const SEARCH_ATTRIBUTE_NAMES = Object.keys(SEARCH_ATTRIBUTES) as SearchAttributeName[];

/** The command of Temporal's CLI that registers these attributes, all of ours unless named. */
export function searchAttributesCommand(namespace: string, attributes = SEARCH_ATTRIBUTE_NAMES): string {
  const flags = attributes.map(
    (name) => `--name ${name} --type ${TEMPORAL_CLI_TYPES[SEARCH_ATTRIBUTES[name]]}`,
  );
  return `temporal operator search-attribute create --namespace ${namespace} ${flags.join(' ')}`;
}

/** What a trigger looks at. For people who port from the original: `EscalationTriggerType.COST_EXCEEDED`. */
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
