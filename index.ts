/** `temporal-hitl`: what a `temporal.config.ts` needs. Agent code imports `temporal-hitl/client`. */
/** The zod that checks configs, for `context` schemas: a config needs no zod of its own beside it. */
export { z } from 'zod';
export { duringBusinessHours, outsideBusinessHours, type BusinessHours } from './activities/business-hours';
export { EscalationLevel, type Level } from './contract/names';
export { ApprovalStatus, type RequestStatus } from './contract/names';
export { type TriggerCondition, type TriggerInput } from './contract/config/trigger';
export { EscalationTriggerType } from './contract/names';
export { defineConfig, policy } from './contract/config/config';
export type { ConfigInput, DirectoryFunction } from './contract/config/config';
export type { Condition, PolicyInput } from './contract/config/policy';
export type { Duration } from './contract/duration';
export type { RequestContent } from './contract/request';
export type { StepAnswer, StepDecision, StepFunction, StepInput } from './contract/step';
