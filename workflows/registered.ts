import type { hitlEscalation as Escalation } from './escalations/escalation';
import type { hitlDigest as Digest } from './notifications/digest';
import type { hitlNotifications as Notifications } from './notifications/notifications';
import type { hitlPolicies as Policies } from './policies/policies';
import type { hitlApproval as Approval } from './requests/approval';
import type { hitlConfirmation as Confirmation } from './requests/confirmation';
import type { hitlAgentRun as AgentRun } from './runs/agent-run';

/*
 * The workflows a worker registers, by the names in `contract/names.ts`. Each loads its code when it runs: every cached
 * workflow has the modules it has loaded in a memory of its own, and 100,000 requests do not need the code of runs.
 */

/* eslint-disable @typescript-eslint/no-require-imports -- an import would load them all */

export const hitlApproval: typeof Approval = (...given) =>
  (require('./requests/approval') as { hitlApproval: typeof Approval }).hitlApproval(...given);

export const hitlConfirmation: typeof Confirmation = (...given) =>
  (require('./requests/confirmation') as { hitlConfirmation: typeof Confirmation }).hitlConfirmation(
    ...given,
  );

export const hitlEscalation: typeof Escalation = (...given) =>
  (require('./escalations/escalation') as { hitlEscalation: typeof Escalation }).hitlEscalation(...given);

export const hitlNotifications: typeof Notifications = (...given) =>
  (require('./notifications/notifications') as { hitlNotifications: typeof Notifications }).hitlNotifications(
    ...given,
  );

export const hitlDigest: typeof Digest = (...given) =>
  (require('./notifications/digest') as { hitlDigest: typeof Digest }).hitlDigest(...given);

export const hitlPolicies: typeof Policies = (...given) =>
  (require('./policies/policies') as { hitlPolicies: typeof Policies }).hitlPolicies(...given);

export const hitlAgentRun: typeof AgentRun = (...given) =>
  (require('./runs/agent-run') as { hitlAgentRun: typeof AgentRun }).hitlAgentRun(...given);
