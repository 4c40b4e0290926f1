import { ApprovalManager } from '../client/requests/approval-manager';
import { MESSAGES } from '../contract/names';
import type { Site } from './site';
import { CONTENT, DECISION, type Subject, TASK_QUEUE, WORKFLOWS } from './subjects';

/** A way to start, decide and await an approval. */
export interface Door {
  start(id: string): Promise<unknown>;
  decide(id: string): Promise<unknown>;
  result(id: string): Promise<unknown>;
}

export const RAW_DOORS = ['update', 'signal'] as const;
export type RawDoor = (typeof RAW_DOORS)[number];

/** Uses Temporal's own client. The calls are the same for each subject; only the workflow and its input differ. */
export function rawDoor({ client }: Site, subject: Subject, door: RawDoor): Door {
  const { type, ...options } = WORKFLOWS[subject];
  const handle = (id: string) => client.workflow.getHandle(id);
  return {
    start: (workflowId) => client.workflow.start(type, { ...options, workflowId, taskQueue: TASK_QUEUE }),
    decide(id) {
      const decision = { ...DECISION, sentAt: Date.now() };
      return door === 'update'
        ? handle(id).executeUpdate(MESSAGES.decide, { args: [decision] })
        : handle(id).signal(MESSAGES.decide, decision);
    },
    result: async (id) => mustBeApproved(await handle(id).result()),
  };
}

/** Uses ApprovalManager, as agents and tools do. */
export function managerDoor({ client }: Site): Door {
  const manager = new ApprovalManager(client, { taskQueue: TASK_QUEUE });
  return {
    start: (id) => manager.requestApproval({ id, ...CONTENT }),
    decide: (id) => manager.approve(id, { decidedBy: DECISION.decidedBy }),
    result: async (id) => mustBeApproved(await manager.waitForApproval(id)),
  };
}

function mustBeApproved(result: unknown): void {
  const status = typeof result === 'string' ? result : (result as { status?: string }).status;
  if (status !== 'approve' && status !== 'approved') throw new Error(`measured no approval but '${status}'`);
}
