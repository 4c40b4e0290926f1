/** `temporal-hitl/client`: for agents outside Temporal, and for the tools people decide with. */
export { AgentRuns } from './runs/agent-runs';
export { ApprovalManager } from './requests/approval-manager';
export { EscalationManager } from './escalations/escalation-manager';
export { Notifications } from './notifications/notification-manager';
export { Operations } from './operations/operations';
export { Policies } from './policies';
export { EscalationStatus } from '../contract/escalation';
export { EscalationLevel } from '../contract/names';
export { RunStatus } from '../contract/run';
export { ApprovalStatus } from '../contract/names';
export { EscalationTriggerType } from '../contract/names';
export { decisionSigner, type DecisionSigner, type SigningKey } from './signing';
export { requireConfirmation, type ConfirmedMethod } from './confirmations/require';
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
  UnreachableQuorum,
  WaitTimeoutError,
} from '../contract/errors';
export type { CheckResult, FiredTrigger, SuppressedTrigger } from '../contract/check';
export type { ConfirmationOutcome } from '../contract/request';
export type { Duration } from '../contract/duration';
export type {
  EscalationEvent,
  EscalationRecord,
  EscalationVerdict,
  LadderPlan,
  Resolution,
  ResolutionAction,
} from '../contract/escalation';
export type { Level } from '../contract/names';
export type { NotificationItem, NotificationsView } from './notifications/view';
export type { RedeliverOptions } from './notifications/notification-manager';
export type { NotificationEvent } from '../contract/notification';
export type { Needed, Plan, Requirement } from '../contract/plan';
export type { RequirementView, DryRun, PoliciesView, PolicyView, TriggerView } from '../contract/policies';
export type { DecisionRecord, EndRecord, RefusalRecord, RequestRecord } from '../contract/request';
export type { RequestContent, RequestInput } from '../contract/request';
export type { RequestKind } from '../contract/names';
export type { ReportResult, RunRecord, RunVerdict } from '../contract/run';
export type { RequestStatus } from '../contract/names';
export type { VerdictOutcome, Verdict } from '../contract/decision';
export type { ActingOptions } from './escalations/act';
export type { CheckOptions } from './escalations/check';
export type { ConnectOptions, ManagerOptions } from './temporal/connect';
export type { ConfirmationOptions } from './confirmations/ask';
export type { ConnectionSettings } from './temporal/connect';
export type { CancelOptions, DecideOptions } from './requests/decide';
export type { FinishOptions } from './runs/end';
export type { Escalated, EscalateOptions } from './escalations/escalate';
export type { EscalationView } from './escalations/entity';
export type { AcknowledgeOptions, PromoteOptions, ReassignOptions, ResolveOptions } from './escalations/act';
export type { HistoryItem } from './escalations/history';
export type { EscalationFilter, EscalationItem, EscalationListOptions } from './escalations/list';
export type { ListPage, PageOptions } from './temporal/page';
export type { RequestItem } from './temporal/page';
export type { RequestFilter } from './requests/query';
export type { ListOptions, RequestList } from './requests/list';
export type { RunFilter, RunItem, RunListOptions } from './runs/list';
export type { ConfirmationInput } from './confirmations/request';
export type { RequestedApproval } from './requests/start';
export type { RequestView } from './requests/entity';
export type { RunView } from './runs/entity';
export type { RunOptions, StartedRun } from './runs/start';
export type { Terminal } from './confirmations/prompt';
export type { StuckWorkflow, StuckWorkflowKind } from './operations/find-stuck';
export type { Healed, HealOptions } from './operations/heal';
export type { PoliciesOptions } from './policies';
export type { WaitOptions } from './temporal/wait';
