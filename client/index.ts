/** `temporal-hitl/client`: for agents outside Temporal, and for the tools people decide with. */
export { AgentRuns } from './agent-runs';
export { ApprovalManager } from './approval-manager';
export { EscalationManager } from './escalation-manager';
export { EscalationStatus } from '../contract/escalation';
export { EscalationLevel } from '../contract/level';
export { RunStatus } from '../contract/run';
export { ApprovalStatus } from '../contract/status';
export { EscalationTriggerType } from '../contract/trigger';
export { requireConfirmation, type ConfirmedMethod } from './require-confirmation';
export {
  ConfirmationCancelledError,
  EscalationNotFound,
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
export type { Needed, Plan, Requirement } from '../contract/plan';
export type { DecisionRecord, EndRecord, RefusalRecord, RequestRecord } from '../contract/record';
export type { RequestContent, RequestInput } from '../contract/request';
export type { RequestKind } from '../contract/kind';
export type { ReportResult, RunRecord, RunVerdict } from '../contract/run';
export type { RequestStatus } from '../contract/status';
export type { Outcome, Verdict } from '../contract/verdict';
export type { ActingOptions } from './attempt-escalation';
export type { CheckOptions } from './check-escalation';
export type { ConnectOptions, ManagerOptions } from './connect';
export type { ConfirmationOptions } from './confirmation-options';
export type { ConnectionSettings } from './connection-settings';
export type { CancelOptions, DecideOptions } from './decide';
export type { FinishOptions } from './end-run';
export type { Escalated, EscalateOptions } from './escalate';
export type { EscalationView } from './escalation-kind';
export type {
  AcknowledgeOptions,
  PromoteOptions,
  ReassignOptions,
  ResolveOptions,
} from './handle-escalation';
export type { HistoryItem } from './history-item';
export type { EscalationFilter, EscalationItem, EscalationListOptions } from './list-escalations';
export type { Listed, PageOptions } from './list-newest';
export type { RequestItem } from './list-page';
export type { RequestFilter } from './list-query';
export type { ListOptions, RequestList } from './list-requests';
export type { RunFilter, RunItem, RunListOptions } from './list-runs';
export type { ConfirmationInput } from './request-confirmation';
export type { RequestedApproval } from './start-request';
export type { RequestView } from './request-without-worker';
export type { RunView } from './run-kind';
export type { RunOptions, StartedRun } from './start-run';
export type { Terminal } from './terminal-prompt';
export type { WaitOptions } from './wait';
