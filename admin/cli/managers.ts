import type { AgentRuns, ApprovalManager, EscalationManager, Notifications, Policies } from '../../client';

/** What the verbs need of the client, on a connection to Temporal or through the admin server's API. */
export interface Managers {
  approvals: Approvals;
  others: Others;
  close: () => Promise<void>;
}

export type Approvals = Pick<
  ApprovalManager,
  'requestApproval' | 'approve' | 'reject' | 'cancel' | 'getRequest' | 'waitForApproval' | 'listRequests'
> &
  Partial<Pick<ApprovalManager, 'countRequests'>>;

export type Escalations = Pick<
  EscalationManager,
  | 'checkEscalation'
  | 'escalate'
  | 'acknowledge'
  | 'resolve'
  | 'promote'
  | 'reassign'
  | 'cancel'
  | 'getEscalation'
  | 'listEscalations'
  | 'getHistory'
  | 'waitForResolution'
> &
  Partial<Pick<EscalationManager, 'countEscalations'>>;

export type Runs = Pick<AgentRuns, 'start' | 'get' | 'wait' | 'finish' | 'cancel' | 'list'> &
  Partial<Pick<AgentRuns, 'count'>>;

/** What else is there, on the same connection. Counts are absent where they are not told: through the API. */
export interface Others {
  escalations: Escalations;
  runs: Runs;
  policies: Pick<Policies, 'get' | 'dryRun'>;
  notifications: Pick<Notifications, 'get'>;
  /** What has this id; see the client's `kindOf` for what it throws. */
  kindOf: (id: string) => Promise<'request' | 'escalation' | 'run'>;
  /** In whose name one requests, where nobody else is named. */
  ownName: () => Promise<string>;
}
