import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import { eventually, type TemporalForTests } from './temporal';

/** An escalation, and a function that waits for an event in it. */
export async function startEscalation(id: string, { client, taskQueue }: TemporalForTests) {
  const input = { runId: 'run', level: 'human_review', reason: 'unsure', triggers: [] };
  const handle = await client.workflow.start(WORKFLOW_TYPES.escalation, {
    workflowId: id,
    taskQueue,
    args: [input],
  });
  const happened = (what: string) =>
    eventually(async () => {
      const { history } = await handle.query<{ history: { what: string }[] }>(MESSAGES.get);
      return history.some((event) => event.what === what);
    });
  return { handle, happened };
}
