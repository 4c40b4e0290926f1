import type { RawValue } from '@temporalio/common';
import type { hitlEscalation as Escalation } from './escalations/escalation';
import type { hitlDigest as Digest } from './notifications/digest';
import type { hitlNotifications as Notifications } from './notifications/notifications';
import type { hitlPolicies as Policies } from './policies/policies';
import type { hitlApproval as Approval } from './requests/approval';
import type { hitlConfirmation as Confirmation } from './requests/confirmation';
import type { hitlAgentRun as AgentRun } from './runs/agent-run';
import { raw } from './handlers';
import { noteResets } from './resets';
import { ignoreUnreadableStart } from './unreadable-start';

/*
 * The workflows that a worker registers, by the names in `contract/names.ts`. Each loads its code when it runs: without
 * `preloaded.ts`, as beside the workflows of a user, every cached workflow keeps the modules that it has loaded in its own
 * memory, and 100,000 requests do not need the code of runs.
 * Each takes its arguments as raw payloads: decoded by the SDK, an unknown encoding would fail every task.
 *
 * Never preload this module: it changes the SDK's activator, which each workflow has for itself.
 */

/* eslint-disable @typescript-eslint/no-require-imports -- an import would load them all */

ignoreUnreadableStart();
noteResets();

export const hitlApproval = takingRaw<typeof Approval>((...sent) =>
  (require('./requests/approval') as { hitlApproval: typeof Approval }).hitlApproval(...sent),
);

export const hitlConfirmation = takingRaw<typeof Confirmation>((...sent) =>
  (require('./requests/confirmation') as { hitlConfirmation: typeof Confirmation }).hitlConfirmation(...sent),
);

export const hitlEscalation = takingRaw<typeof Escalation>((...sent) =>
  (require('./escalations/escalation') as { hitlEscalation: typeof Escalation }).hitlEscalation(...sent),
);

export const hitlNotifications = takingRaw<typeof Notifications>((...sent) =>
  (require('./notifications/notifications') as { hitlNotifications: typeof Notifications }).hitlNotifications(
    ...sent,
  ),
);

export const hitlDigest = takingRaw<typeof Digest>((...sent) =>
  (require('./notifications/digest') as { hitlDigest: typeof Digest }).hitlDigest(...sent),
);

export const hitlPolicies = takingRaw<typeof Policies>((...sent) =>
  (require('./policies/policies') as { hitlPolicies: typeof Policies }).hitlPolicies(...sent),
);

export const hitlAgentRun = takingRaw<typeof AgentRun>((...sent) =>
  (require('./runs/agent-run') as { hitlAgentRun: typeof AgentRun }).hitlAgentRun(...sent),
);

/** Temporal's SDK reads `staticOptions` from the function that it finds under the workflow's name. */
function takingRaw<W extends (...sent: RawValue[]) => Promise<unknown>>(workflow: W): W {
  return Object.assign(workflow, { staticOptions: raw });
}
