import type { AgentRuns, ApprovalManager, EscalationManager, Notifications, Policies } from '../../client';

/** The client's managers as the verbs use them, connected to Temporal or through the admin server's API. */
export interface Managers {
  approvals: Approvals;
  others: Others;
  close: () => Promise<void>;
}

export type Approvals = Pick<
  ApprovalManager,
  | 'requestApproval'
  | 'approve'
  | 'reject'
  | 'cancel'
  | 'claim'
  | 'reportOutcome'
  | 'getRequest'
  | 'waitForApproval'
  | 'listRequests'
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

/** The other managers on the same connection. The API has no counts, so the count methods may be absent. */
export interface Others {
  escalations: Escalations;
  runs: Runs;
  policies: Pick<Policies, 'get' | 'dryRun'>;
  notifications: Pick<Notifications, 'get'>;
  /** Tells what the id belongs to. Throws what `entityKindOf` of the client throws. */
  kindOf: (id: string) => Promise<'request' | 'escalation' | 'run'>;
  /** The default requester. */
  ownName: () => Promise<string>;
}
