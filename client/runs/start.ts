import type { WorkflowStartOptions } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { defined } from '../../contract/defined';
import { RunEnded, RunIdTaken, RunNotFound } from '../../contract/errors';
import { WORKFLOW_TYPES } from '../../contract/names';
import {
  type RunInput,
  type RunMemo,
  type RunRecord,
  type StartedRun,
  RunStartSchema,
} from '../../contract/run';
import { NameSchema } from '../../contract/text';
import { digest } from '../../rules/digest';
import { runSummary, startDetails } from '../../rules/runs/details';
import { runEnded } from '../../rules/runs/end';
import { checked, checkedFreshId, onlyKnown, readableId, toBoundedJson } from '../input';
import { keyword } from '../requests/start';
import { asAttributesMissing, callTemporal } from '../temporal/calls';
import { withClearParts } from '../temporal/clear-parts';
import { readFirstEvent } from '../temporal/first-event';
import { endedRecord, find, findWorkflow } from '../temporal/read';
import type { StartOptions } from '../temporal/send-update';
import type { Session } from '../temporal/session';
import { runStatusOf } from '../temporal/status';
import { RUN } from './entity';

/** The agent, its input and the id of a new run. */
export interface RunOptions {
  /** The name of an agent in the config. The worker runs its steps. */
  agent: string;
  /** The input of its steps: JSON of at most 256 KB. */
  input?: unknown;
  /** The same id again returns the same run. Default: a new readable id. */
  id?: string;
  /** The person behind the run, who may not approve the run's requests. */
  requesterId?: string;
  /** The account with which an admin server or a gateway sent it. Kept in the memo, beside the requester. */
  submittedBy?: string;
}

export type { StartedRun };

/**
 * Starts a hosted run. Needs no worker. With an `id` it is idempotent: the same id again returns the existing run, running
 * or ended.
 *
 * @throws InvalidInput that names the field
 * @throws RunIdTaken when another run or workflow has the id
 * @throws SearchAttributesMissing with the command that creates them
 * @throws TemporalUnreachable; the run may exist nevertheless, so repeat the call with the same id
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
    await callTemporal(client, () =>
      client.workflow.start(WORKFLOW_TYPES.run, withClearParts(client, start)),
    );
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError)
      // A fresh id exists only if an earlier attempt of this call has started it and Temporal's answer was lost.
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
    ...defined({ input: plain }),
    ...(requesterId !== undefined && { requesterId: checked(NameSchema, requesterId, 'requesterId') }),
  };
}

async function existing(session: Session, id: string, wanted: RunInput & { agent: string }) {
  const described = await find(session, RUN, id).catch((error: unknown) => {
    throw error instanceof RunNotFound ? taken(id, error.message.slice(id.length + 2)) : error;
  });
  const { taskQueue, ...started } = await startedWith(session, id);
  if (taskQueue !== session.taskQueue) throw taken(id, `a run on task queue ${taskQueue} has this id`);
  // The program that starts a workflow can forge its memo. So the memo is used only if the input cannot be read (encrypted, no codec).
  const { agent, inputHash, requesterId } = started.memo ?? described.memo;
  const same = memoOf(wanted);
  if (agent === undefined) throw taken(id, 'an attached run has this id');
  if (agent !== same.agent || inputHash !== same.inputHash || requesterId !== same.requesterId)
    throw taken(id, `a run of ${agent} has this id, started with another agent, input or requester`);
  return { id, agent, status: runStatusOf(described) };
}

/** The memo that belongs to the run's input. */
async function startedWith({ client }: Session, id: string): Promise<{ memo?: RunMemo; taskQueue: string }> {
  const { args, state, taskQueue } = await callTemporal(client, () => readFirstEvent(client, id));
  // A run that continues an earlier one has its input in the state.
  const { data } = RunStartSchema.safeParse(args[0]);
  const { input } = (state as RunRecord | undefined) ?? { input: data?.input };
  return { taskQueue, ...(data && { memo: memoOf({ ...data, input }) }) };
}

function taken(id: string, detail: string): RunIdTaken {
  return new RunIdTaken(id, `${detail}. Choose another id`);
}

/** The start options of a run's workflow. An id is used once. It has no workflow timeout: the run has its own deadlines. */
function runStartOptions(id: string, input: RunInput, taskQueue: string, submittedBy?: string) {
  return {
    workflowId: id,
    taskQueue,
    args: [input] satisfies [RunInput],
    workflowTaskTimeout: '30s',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    memo: { ...memoOf(input), ...defined({ submittedBy }) },
    typedSearchAttributes: searchAttributes(id, input),
    staticSummary: runSummary(input),
    staticDetails: startDetails(input),
  } satisfies WorkflowStartOptions;
}

/** The start options sent with a message to an attached run. They are ignored if the run exists. */
export function attachedStart(
  id: string,
  { requesterId, submittedBy }: { requesterId?: string; submittedBy?: string },
  taskQueue: string,
): StartOptions {
  const input: RunInput = requesterId === undefined ? {} : { requesterId };
  return {
    type: WORKFLOW_TYPES.run,
    options: {
      ...runStartOptions(id, input, taskQueue, submittedBy),
      workflowIdConflictPolicy: 'USE_EXISTING',
    },
  };
}

/** The memo that identifies a hosted run's input (design rule 13). */
function memoOf({ agent, requesterId, input }: RunInput): RunMemo {
  return {
    ...(agent !== undefined && { agent, inputHash: digest(input) }),
    ...defined({ requesterId }),
  };
}

function searchAttributes(id: string, { agent, requesterId }: RunInput) {
  return [
    keyword('HitlKind', 'run'),
    keyword('HitlStatus', 'running'),
    keyword('HitlRunId', id),
    ...(agent === undefined ? [] : [keyword('HitlAction', agent)]),
    ...(requesterId === undefined ? [] : [keyword('HitlRequester', requesterId)]),
  ];
}

/**
 * Checks that the id belongs to a run or is free, before anything is sent to it. An id seen before costs nothing.
 *
 * @throws RunIdTaken when a workflow of another type has the id
 */
export async function ensureRunOrFree(session: Session, id: string, ms: number): Promise<void> {
  if (session.known.has(id, RUN)) return;
  const described = await findWorkflow(session.client, id, ms);
  if (described === undefined) return;
  if (!RUN.types.includes(described.type))
    throw new RunIdTaken(id, `a workflow of type ${described.type} has this id, which is not an agent run`);
  session.known.add(id, RUN);
}

/** The error for a message after the run's end. It says how the run ended. */
export async function runEndedError(session: Session, id: string): Promise<RunEnded> {
  const run = await endedRecord(session, RUN, await find(session, RUN, id));
  return new RunEnded(runEnded(run));
}
