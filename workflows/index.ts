/**
 * `temporal-hitl/workflow`: for agents that are workflows of your own.
 *
 * ```ts
 * import { requireApproval } from 'temporal-hitl/workflow';
 *
 * export async function payVendor(amount: number) {
 *   await requireApproval({ action: 'transfer_funds', context: { amount } });
 *   await transfer(amount);
 * }
 * ```
 *
 * The worker runs our workflows beside yours: see `hitlPlugin` of `temporal-hitl/worker`.
 */
export { requestApproval, type CallOptions, type RequestedApproval } from './api/request-approval';
export { waitForApproval, type WaitOptions } from './api/request-approval';
export { requireApproval } from './api/require-approval';
export { checkEscalation, escalate, waitForResolution } from './api/escalate';
export { requireConfirmation, type ConfirmationOptions } from './api/require-confirmation';
export * from './api/errors';
export * from './api/messages';
export type { Duration } from '../contract/duration';
export type { EscalationRecord, Resolution } from '../contract/escalation';
export type { Level } from '../contract/names';
export type { RequestRecord } from '../contract/request';
export type { RequestInput } from '../contract/request';
export type { ReportResult } from '../contract/run';
