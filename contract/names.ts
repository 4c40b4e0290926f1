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
  poke: 'poke',
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
