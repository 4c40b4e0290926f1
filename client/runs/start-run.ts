import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { RunIdTaken, RunNotFound } from '../../contract/errors';
import { WORKFLOW_TYPES } from '../../contract/names';
import type { RunInput, RunMemo, RunRecord, RunStatus } from '../../contract/run';
import { RunStartSchema } from '../../contract/start';
import { NameSchema } from '../../contract/text';
import { bounded } from '../temporal/bounded';
import { find } from '../temporal/find';
import { readFirstEvent } from '../temporal/first-event';
import { checked, checkedFreshId, onlyKnown } from '../input-problem';
import { toBoundedJson } from '../plain-json';
import { readableId } from '../readable-id';
import { RUN } from './run-kind';
import { memoOf, runStartOptions } from './run-start-options';
import { runStatusOf } from './run-status';
import { asAttributesMissing } from '../temporal/search-attributes-missing';
import type { Session } from '../temporal/session';

export interface RunOptions {
  /** An agent of the config, whose steps the worker runs. */
  agent: string;
  /** What its steps are given: JSON of at most 256 KB. */
  input?: unknown;
  /** The same id again is the same run. Default: a fresh readable one. */
  id?: string;
  /** On whose behalf it runs; it may not approve what the run asks for. */
  requesterId?: string;
  /** The account in whose name a desk or a gateway sends it: kept in the memo, beside the requester. */
  submittedBy?: string;
}

export interface StartedRun {
  id: string;
  agent: string;
  status: RunStatus;
  /** False when the id was started before, for the same agent with the same input and requester. */
  created: boolean;
}

/**
 * Starts a hosted run. Needs no worker. With an `id` it is idempotent: the same id again answers the run that exists,
 * running or ended.
 *
 * @throws InvalidInput that names the field
 * @throws RunIdTaken when the id is another run's or another workflow's
 * @throws SearchAttributesMissing with the command that makes them
 * @throws TemporalUnreachable; the run may exist all the same, so repeat it with the same id
 */
export async function startRun(session: Session, options: RunOptions): Promise<StartedRun> {
  const { client, taskQueue } = session;
  const input = readInput(
    onlyKnown(options, { agent: true, input: true, id: true, requesterId: true, submittedBy: true }),
  );
  const { agent } = input;
  const id = options.id === undefined ? readableId('run', agent) : checkedFreshId(options.id);
  try {
    const start = runStartOptions(id, input, taskQueue, options.submittedBy);
    await bounded(client, () => client.workflow.start(WORKFLOW_TYPES.run, start));
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError)
      // Nobody else has a fresh id: Temporal's answer was lost, and this call asked again.
      return { ...(await existing(session, id, input)), created: options.id === undefined };
    throw asAttributesMissing(error, client.options.namespace) ?? error;
  }
  session.known.add(id, RUN, true);
  return { id, agent, status: 'running', created: true };
}

function readInput({ agent, input, requesterId }: RunOptions): RunInput & { agent: string } {
  const plain = input === undefined ? undefined : toBoundedJson(input, 'input');
  return {
    agent: checked(NameSchema, agent, 'agent'),
    ...(plain !== undefined && { input: plain }),
    ...(requesterId !== undefined && { requesterId: checked(NameSchema, requesterId, 'requesterId') }),
  };
}

async function existing(session: Session, id: string, wanted: RunInput & { agent: string }) {
  const described = await find(session, RUN, id).catch((error: unknown) => {
    throw error instanceof RunNotFound ? taken(id, error.message.slice(id.length + 2)) : error;
  });
  const { taskQueue, ...started } = await startedWith(session, id);
  if (taskQueue !== session.taskQueue) throw taken(id, `a run on task queue ${taskQueue} has this id`);
  // The memo is what its starter says. It is used only where the input cannot be read: encrypted, without the codec.
  const { agent, inputHash, requesterId } = started.memo ?? described.memo;
  const same = memoOf(wanted);
  if (agent === undefined) throw taken(id, 'an attached run has this id');
  if (agent !== same.agent || inputHash !== same.inputHash || requesterId !== same.requesterId)
    throw taken(id, `a run of ${agent} has this id, started with another agent, input or requester`);
  return { id, agent, status: runStatusOf(described) };
}

/** What the run's workflow was started with, as its memo should say it. */
async function startedWith({ client }: Session, id: string): Promise<{ memo?: RunMemo; taskQueue: string }> {
  const { args, state, taskQueue } = await bounded(client, () => readFirstEvent(client, id));
  // A run that goes on for an earlier one has its input in the state.
  const { data } = RunStartSchema.safeParse(args[0]);
  const { input } = (state as RunRecord | undefined) ?? { input: data?.input };
  return { taskQueue, ...(data && { memo: memoOf({ ...data, input }) }) };
}

function taken(id: string, detail: string): RunIdTaken {
  return new RunIdTaken(id, `${detail}. Choose another id`);
}
