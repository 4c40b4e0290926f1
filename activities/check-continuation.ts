import { activityInfo, Context } from '@temporalio/activity';
import { isGrpcServiceError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { continuationProblem, type ReadEvent } from '../rules/continuation';

const { HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT } = temporal.api.enums.v1.HistoryEventFilterType;
const GRPC_NOT_FOUND = 5;

/**
 * Makes sure that the run of the calling workflow was handed its state by our own code (design rule 29).
 *
 * @throws ApplicationFailure of type `ForgedState` when it was not
 */
export async function checkContinuation(): Promise<void> {
  const { client } = Context.current();
  const { workflowExecution, workflowNamespace: namespace } = activityInfo();
  if (workflowExecution === undefined) throw new Error('a workflow calls this');
  const { workflowId, runId } = workflowExecution;

  const read: ReadEvent = async (which, ofRun) => {
    const { history } = await client.workflowService.getWorkflowExecutionHistory({
      namespace,
      execution: { workflowId, runId: ofRun },
      ...(which === 'first'
        ? { maximumPageSize: 1 }
        : { historyEventFilterType: HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT }),
    });
    return which === 'first' ? history?.events?.[0] : history?.events?.at(-1);
  };
  const orGone: ReadEvent = (which, ofRun) =>
    read(which, ofRun).catch((error: unknown) => {
      if (isGrpcServiceError(error) && (error.code as number) === GRPC_NOT_FOUND) return undefined;
      throw error;
    });

  const problem = await continuationProblem(await read('first', runId), orGone);
  if (problem !== undefined)
    throw ApplicationFailure.nonRetryable(
      `The state that ${workflowId} was started with is not believed: ${problem}.`,
      'ForgedState',
    );
}
