/** The workflows a worker registers, by the names in `contract/names.ts`. */
export { hitlApproval } from './requests/approval';
export { hitlConfirmation } from './requests/confirmation';
export { hitlEscalation } from './escalations/escalation';
export { hitlPolicies } from './policies/policies';
export { hitlAgentRun } from './runs/agent-run';
