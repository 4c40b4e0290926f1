/** `temporal-hitl/client`: for agents outside Temporal, and for the tools people decide with. */
export { AgentRuns } from './runs/agent-runs';
export { ApprovalManager } from './requests/approval-manager';
export { EscalationManager } from './escalations/escalation-manager';
export { Notifications } from './notifications/notifications';
export { Operations } from './operations/operations';
export { Policies } from './policies/policies';
export { EscalationStatus } from '../contract/escalation';
export { EscalationLevel } from '../contract/level';
export { RunStatus } from '../contract/run';
export { ApprovalStatus } from '../contract/status';
export { EscalationTriggerType } from '../contract/trigger';
export { decisionSigner, type DecisionSigner, type SigningKey } from './signing/decision-signer';
export { requireConfirmation, type ConfirmedMethod } from './confirmations/require-confirmation';
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
export type { ConfirmationOutcome } from '../contract/confirmation-outcome';
export type { Duration } from '../contract/duration';
export type {
  EscalationEvent,
  EscalationRecord,
  EscalationVerdict,
  LadderPlan,
  Resolution,
  ResolutionAction,
} from '../contract/escalation';
export type { Level } from '../contract/level';
export type { NotificationItem, NotificationsView } from './notifications/get-notifications';
export type { RedeliverOptions } from './notifications/redeliver';
export type { Moment } from '../contract/notification';
export type { Needed, Plan, Requirement } from '../contract/plan';
export type { AskingView, DryRun, PoliciesView, PolicyView, TriggerView } from '../contract/policies';
export type { DecisionRecord, EndRecord, RefusalRecord, RequestRecord } from '../contract/record';
export type { RequestContent, RequestInput } from '../contract/request';
export type { RequestKind } from '../contract/kind';
export type { ReportResult, RunRecord, RunVerdict } from '../contract/run';
export type { RequestStatus } from '../contract/status';
export type { Outcome, Verdict } from '../contract/verdict';
export type { ActingOptions } from './escalations/attempt-escalation';
export type { CheckOptions } from './escalations/check-escalation';
export type { ConnectOptions, ManagerOptions } from './temporal/connect';
export type { ConfirmationOptions } from './confirmations/confirmation-options';
export type { ConnectionSettings } from './temporal/connection-settings';
export type { CancelOptions, DecideOptions } from './requests/decide';
export type { FinishOptions } from './runs/end-run';
export type { Escalated, EscalateOptions } from './escalations/escalate';
export type { EscalationView } from './escalations/escalation-kind';
export type {
  AcknowledgeOptions,
  PromoteOptions,
  ReassignOptions,
  ResolveOptions,
} from './escalations/handle-escalation';
export type { HistoryItem } from './escalations/history-item';
export type { EscalationFilter, EscalationItem, EscalationListOptions } from './escalations/list-escalations';
export type { Listed, PageOptions } from './temporal/list-newest';
export type { RequestItem } from './requests/list-page';
export type { RequestFilter } from './requests/list-query';
export type { ListOptions, RequestList } from './requests/list-requests';
export type { RunFilter, RunItem, RunListOptions } from './runs/list-runs';
export type { ConfirmationInput } from './confirmations/request-confirmation';
export type { RequestedApproval } from './requests/start-request';
export type { RequestView } from './requests/request-without-worker';
export type { RunView } from './runs/run-kind';
export type { RunOptions, StartedRun } from './runs/start-run';
export type { Terminal } from './confirmations/terminal-prompt';
export type { Wedged, WedgedKind } from './operations/find-wedged';
export type { Healed, HealOptions } from './operations/heal';
export type { PoliciesOptions } from './policies/ask-policies';
export type { WaitOptions } from './temporal/wait';
