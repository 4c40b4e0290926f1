/**
 * `temporal-hitl/client`: for agents outside Temporal, and for tools with which people decide.
 *
 * ```ts
 * import { ApprovalManager } from 'temporal-hitl/client';
 *
 * const approvals = await ApprovalManager.connect(); // TEMPORAL_* variables or temporal.toml
 * const request = await approvals.requestApproval({
 *   action: 'transfer_funds',
 *   context: { amount: 15_000 },
 *   requesterId: 'user-123',
 * });
 * const result = await approvals.waitForApproval(request.id, { timeout: '1h' });
 * if (result.status === 'approved') await transfer(result.context);
 * ```
 */

// Requests
export { ApprovalManager } from './requests/approval-manager';
export type { ClaimOptions } from './requests/claim';
export type {
  AnyDecisionOptions,
  CancelOptions,
  CommentOptions,
  DecideOptions,
  EditOptions,
  RespondOptions,
} from './requests/decide';
export type { RequestView } from './requests/entity';
export type { ListOptions, RequestList } from './requests/list';
export type { Searched } from '../contract/records/lists';
export type { RequestFilter, RequestItem } from './requests/query';
export type { OutcomeOptions } from './requests/report-outcome';
export type { RequestedApproval } from './requests/start';
export {
  ApprovalStatus,
  type DecisionKind,
  type EvidenceKind,
  type RequestKind,
  type RequestStatus,
  type Severity,
  type VerdictOutcome,
} from '../contract/names';
export type { Verdict } from '../contract/decision';
export type { Needed, Plan, Presentation, Requirement } from '../contract/records/plan';
export type { Evidence } from '../contract/evidence';
export type { FormAnswer, FormField, ResponseForm } from '../contract/response-form';
export type {
  CommentRecord,
  DecisionRecord,
  EndRecord,
  JsonPatch,
  RefusalRecord,
  RequestContent,
  RequestInput,
  RequestRecord,
  RevisionRecord,
} from '../contract/request';

export { type ClaimOutcome, type ReportedOutcome } from '../contract/names';
export type { RequireOptions } from './requests/require';
export type { ApprovedAction, Claim, UseRecord, UseVerdict } from '../contract/use';

// Confirmations
export { requireConfirmation, type ConfirmedMethod } from './confirmations/require';
export type { ConfirmationOptions } from './confirmations/ask';
export type { Terminal } from './confirmations/prompt';
export type { ConfirmationInput } from './confirmations/request';
export type { ConfirmationOutcome } from '../contract/request';

// Escalations
export { EscalationManager } from './escalations/escalation-manager';
export type {
  AcknowledgeOptions,
  ActingOptions,
  PromoteOptions,
  ReassignOptions,
  ResolveOptions,
} from './escalations/act';
export type { CheckOptions } from './escalations/check';
export type { EscalationView } from './escalations/entity';
export type { Escalated, EscalateOptions } from './escalations/escalate';
export type { HistoryItem } from './escalations/history';
export type {
  EscalationFilter,
  EscalationItem,
  EscalationList,
  EscalationListOptions,
} from './escalations/list';
export type { CheckResult, FiredTrigger, SuppressedTrigger } from '../contract/records/check';
export type {
  EscalationEvent,
  EscalationRecord,
  EscalationVerdict,
  LadderPlan,
  Resolution,
  ResolutionAction,
} from '../contract/escalation';
export { EscalationLevel, EscalationStatus, EscalationTriggerType, type Level } from '../contract/names';

// Agent runs
export { AgentRuns } from './runs/agent-runs';
export type { FinishOptions } from './runs/end';
export type { RunView } from './runs/entity';
export type { RunFilter, RunItem, RunListOptions } from './runs/list';
export type { RunOptions, StartedRun } from './runs/start';
export { RunStatus } from '../contract/names';
export type { ReportResult, RunRecord, RunVerdict } from '../contract/run';

// Policies
export { Policies, type PoliciesOptions } from './policies';
export type {
  DryRun,
  PoliciesView,
  PolicyView,
  RequirementView,
  TriggerView,
} from '../contract/records/policies';

// Notifications
export { Notifications, type RedeliverOptions } from './notifications/notification-manager';
export type { NotificationItem, NotificationsView } from './notifications/view';
export type { NotificationEvent } from '../contract/names';

// Operations
export { Operations } from './operations/operations';
export type { StuckWorkflow, StuckWorkflowKind } from './operations/find-stuck';
export type { Healed, HealOptions } from './operations/heal';

// Connection, signatures, lists and waits
export type { ConnectionSettings, ConnectOptions, ManagerOptions } from './temporal/connect';
export type { ClearPart, EncryptionOptions } from '../contract/encryption';
export { encryptionDataConverter } from './encryption';
export { decisionSigner, type DecisionSigner, type SigningKey } from './signing';
export type { ListPage } from '../contract/records/lists';
export type { PageOptions } from './temporal/page';
export type { WaitOptions } from './temporal/wait';
export type { Duration } from '../contract/duration';

// Errors
export {
  ConfirmationCancelledError,
  EscalationNotFound,
  HealRefused,
  HitlError,
  InvalidInput,
  NoMatchingPolicy,
  NoWorkerError,
  RequestFailed,
  RequestIdTaken,
  RequestNotFound,
  RunBusy,
  RunEnded,
  RunIdTaken,
  RunNotFound,
  SearchAttributesMissing,
  TemporalUnreachable,
  Undecodable,
  EvidenceMissing,
  NotApproved,
  NotClaimed,
  UnreachableQuorum,
  WaitTimeoutError,
} from '../contract/errors';
