/** `temporal-hitl/client`: for agents outside Temporal, and for the tools people decide with. */
export { ApprovalManager } from './approval-manager';
export { ApprovalStatus } from '../contract/status';
export {
  HitlError,
  InvalidInput,
  NoMatchingPolicy,
  RequestFailed,
  RequestIdTaken,
  RequestNotFound,
  SearchAttributesMissing,
  TemporalUnreachable,
  UnreachableQuorum,
  WaitTimeoutError,
} from '../contract/errors';
export type { Duration } from '../contract/duration';
export type { Needed, Plan, Requirement } from '../contract/plan';
export type { DecisionRecord, EndRecord, RefusalRecord, RequestRecord } from '../contract/record';
export type { RequestContent, RequestInput } from '../contract/request';
export type { RequestStatus } from '../contract/status';
export type { Outcome, Verdict } from '../contract/verdict';
export type { ConnectOptions, ManagerOptions } from './connect';
export type { ConnectionSettings } from './connection-settings';
export type { CancelOptions, DecideOptions } from './decide';
export type { RequestItem } from './list-page';
export type { RequestFilter } from './list-query';
export type { ListOptions, RequestList } from './list-requests';
export type { RequestedApproval } from './request-approval';
export type { RequestView } from './request-without-worker';
export type { WaitOptions } from './wait';
