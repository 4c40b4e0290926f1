/**
 * `temporal-hitl`: what a `temporal.config.ts` needs. Agent code imports `temporal-hitl/client`.
 *
 * ```ts
 * import { defineConfig } from 'temporal-hitl';
 *
 * export default defineConfig({
 *   directory: { 'finance-team': ['ana', 'bo'], manager: ['di'] },
 *   policies: [{ name: 'high_value', condition: (ctx) => ctx.amount > 10_000, approvers: ['finance-team'] }],
 *   fallback: { approvers: ['manager'] },
 * });
 * ```
 */

// The config and its policies
export { defineConfig, policy } from './contract/config/config';
export type { ConfigInput, DirectoryFunction } from './contract/config/config';
export type { Condition, PolicyInput } from './contract/config/policy';
export type { Duration } from './contract/duration';
export type { RequestContent } from './contract/request';
export { ApprovalStatus, type RequestStatus } from './contract/names';
export { duringBusinessHours, outsideBusinessHours, type BusinessHours } from './activities/business-hours';
/** The zod that checks configs, for `context` schemas: a config need not install zod itself. */
export { z } from 'zod';

// Triggers
export { EscalationLevel, EscalationTriggerType, type Level } from './contract/names';
export { type TriggerCondition, type TriggerInput } from './contract/config/trigger';

// Agents whose steps the worker runs
export type { StepAnswer, StepDecision, StepFunction, StepInput } from './contract/step';
