import type { RawValue } from '@temporalio/common';
import { rawArguments } from './core/handlers';
import { ignoreUnreadableStart, sendVersioningBehavior, trackResets } from './core/sdk-patches';
import { joinTrace } from './core/trace';
import type { hitlEscalation as Escalation } from './escalations/run-escalation';
import type { hitlDigest as Digest } from './notifications/digest';
import type { hitlNotifications as Notifications } from './notifications/run-notifications';
import type { hitlPolicies as Policies } from './requests/answer-policies';
import type { hitlApproval as Approval, hitlConfirmation as Confirmation } from './requests/run-request';
import type { hitlAgentRun as AgentRun } from './runs/run-agent';
import type { hitlUse as Use } from './uses/run-use';

/*
 * The workflows that a worker registers, by the names in `contract/names.ts`.
 *
 * Each workflow loads its code when it runs. Without `preloaded.ts`, in a bundle with workflows of a user, every cached
 * workflow keeps its modules in its own memory, and 100,000 requests must not each keep the code of runs.
 *
 * Each workflow takes its arguments as raw payloads: if the SDK decoded them, an unknown encoding would fail every task.
 *
 * Never preload this module: it changes the SDK's activator, and each workflow has its own.
 */

/* eslint-disable @typescript-eslint/no-require-imports -- an import would load all workflows */

ignoreUnreadableStart();
trackResets();
sendVersioningBehavior();
joinTrace();

export const hitlApproval = takingRaw<typeof Approval>((...sent) =>
  (require('./requests/run-request') as { hitlApproval: typeof Approval }).hitlApproval(...sent),
);

export const hitlConfirmation = takingRaw<typeof Confirmation>((...sent) =>
  (require('./requests/run-request') as { hitlConfirmation: typeof Confirmation }).hitlConfirmation(...sent),
);

export const hitlEscalation = takingRaw<typeof Escalation>((...sent) =>
  (require('./escalations/run-escalation') as { hitlEscalation: typeof Escalation }).hitlEscalation(...sent),
);

export const hitlNotifications = takingRaw<typeof Notifications>((...sent) =>
  (
    require('./notifications/run-notifications') as { hitlNotifications: typeof Notifications }
  ).hitlNotifications(...sent),
);

export const hitlDigest = takingRaw<typeof Digest>((...sent) =>
  (require('./notifications/digest') as { hitlDigest: typeof Digest }).hitlDigest(...sent),
);

export const hitlPolicies = takingRaw<typeof Policies>((...sent) =>
  (require('./requests/answer-policies') as { hitlPolicies: typeof Policies }).hitlPolicies(...sent),
);

export const hitlAgentRun = takingRaw<typeof AgentRun>((...sent) =>
  (require('./runs/run-agent') as { hitlAgentRun: typeof AgentRun }).hitlAgentRun(...sent),
);

export const hitlUse = takingRaw<typeof Use>((...sent) =>
  (require('./uses/run-use') as { hitlUse: typeof Use }).hitlUse(...sent),
);

/** Makes a workflow take raw arguments. The SDK reads `staticOptions` from the function with the workflow's name. */
function takingRaw<W extends (...sent: RawValue[]) => Promise<unknown>>(workflow: W): W {
  return Object.assign(workflow, { staticOptions: rawArguments });
}
