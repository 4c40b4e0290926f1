/** The workflows a worker registers, by the names in `contract/names.ts`. */
export { hitlApproval } from './approval';
export { hitlConfirmation } from './confirmation';
export { hitlEscalation } from './escalation';
export { hitlAgentRun } from './agent-run';
