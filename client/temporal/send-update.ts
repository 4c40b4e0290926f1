import {
  WithStartWorkflowOperation,
  type WorkflowStartOptions,
  WorkflowUpdateRPCTimeoutOrCancelledError as UpdateTimedOut,
} from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import type { MESSAGES } from '../../contract/names';
import type { Kind } from './kind';
import { handleOf, type Session } from './session';
import { backoff, pause } from './timers';
import { isQueued, lateAnswer } from './late-answer';
import { readRefusal } from './update-refusal';

/** One attempt, on its way through whichever door is open. */
export interface Parcel {
  kind: Kind;
  id: string;
  name: keyof typeof MESSAGES;
  /** The same through both doors: whichever comes second gets the first one's verdict. */
  attemptId: string;
  message: object;
  /** How to start the workflow if it is not there; either door does. */
  start?: Start;
}

export interface Start {
  type: string;
  options: WorkflowStartOptions & { workflowIdConflictPolicy: 'USE_EXISTING' };
}

/** What came of sending: an answer, or that the workflow has ended, or nothing in the time there was. */
export type Sent<Answer> = { verdict: Answer } | 'ended' | 'unanswered';

/**
 * Sends the attempt as an Update until `deadline` (milliseconds since 1970), again and again under the same id: an
 * Update that no worker took yet is lost with the server, and one that races the workflow's next run is turned away.
 * A workflow that cannot answer at once says `queued`, and is then asked by a query until it has the answer.
 *
 * @param on.trouble called at the first sign that an answer may not come by this door
 * @param on.taken called once the history has the attempt: it need not be sent again
 */
export async function sendUpdate<Answer>(
  session: Session,
  parcel: Parcel,
  deadline: number,
  stop: AbortSignal,
  on: { trouble?: () => void; taken?: () => void } = {},
): Promise<Sent<Answer>> {
  for (let failures = 1; !stop.aborted && Date.now() < deadline; failures++) {
    try {
      const verdict = await executeUpdate<Answer>(session, parcel, deadline, stop);
      if (!isQueued(verdict)) return { verdict };
      on.taken?.();
      return await lateAnswer<Answer>(session, parcel, deadline, stop);
    } catch (error) {
      if (error instanceof UpdateTimedOut) break;
      const settled = await readRefusal<Answer>(session, parcel, error, deadline);
      if (settled) return settled;
    }
    on.trouble?.();
    await pause(Math.min(backoff(failures, 1_000), deadline - Date.now()), stop);
  }
  return 'unanswered';
}

function executeUpdate<Answer>(session: Session, parcel: Parcel, deadline: number, stop: AbortSignal) {
  const { client } = session;
  const { id, name, attemptId, message, start } = parcel;
  const options = { args: [message] as [object], updateId: attemptId };
  const update = () => {
    if (start === undefined) return handleOf(session, id).executeUpdate<Answer, [object]>(name, options);
    const startWorkflowOperation = new WithStartWorkflowOperation(start.type, start.options);
    const withStart = { ...options, startWorkflowOperation };
    return client.workflow.executeUpdateWithStart<Workflow, Answer, [object]>(name, withStart);
  };
  return client.withDeadline(deadline, () => client.withAbortSignal(stop, update));
}
