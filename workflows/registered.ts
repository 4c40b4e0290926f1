import type { RawValue } from '@temporalio/common';
import { raw } from './handlers';
import { noteResets } from './resets';
import { ignoreUnreadableStart } from './unreadable-start';

/*
 * The workflows that a worker registers, by the names in `contract/names.ts`. Each loads its code when it runs: every
 * cached workflow keeps the modules it has loaded in its own memory, and 100,000 requests do not need the code of runs.
 * Each takes its arguments as raw payloads: decoded by the SDK, an unknown encoding would fail every task.
 */

/* eslint-disable @typescript-eslint/no-require-imports -- an import would load them all */

type Workflow = (...sent: RawValue[]) => Promise<unknown>;

ignoreUnreadableStart();
noteResets();

export const hitlApproval = takingRaw((...sent) =>
  (require('./requests/approval') as Record<'hitlApproval', Workflow>).hitlApproval(...sent),
);

export const hitlConfirmation = takingRaw((...sent) =>
  (require('./requests/confirmation') as Record<'hitlConfirmation', Workflow>).hitlConfirmation(...sent),
);

export const hitlEscalation = takingRaw((...sent) =>
  (require('./escalations/escalation') as Record<'hitlEscalation', Workflow>).hitlEscalation(...sent),
);

export const hitlNotifications = takingRaw((...sent) =>
  (require('./notifications/notifications') as Record<'hitlNotifications', Workflow>).hitlNotifications(
    ...sent,
  ),
);

export const hitlDigest = takingRaw((...sent) =>
  (require('./notifications/digest') as Record<'hitlDigest', Workflow>).hitlDigest(...sent),
);

export const hitlPolicies = takingRaw((...sent) =>
  (require('./policies/policies') as Record<'hitlPolicies', Workflow>).hitlPolicies(...sent),
);

export const hitlAgentRun = takingRaw((...sent) =>
  (require('./runs/agent-run') as Record<'hitlAgentRun', Workflow>).hitlAgentRun(...sent),
);

/** Temporal's SDK reads `staticOptions` from the function that it finds under the workflow's name. */
function takingRaw(workflow: Workflow): Workflow {
  return Object.assign(workflow, { staticOptions: raw });
}
