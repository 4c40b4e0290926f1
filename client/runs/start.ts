import type { WorkflowStartOptions } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { RunEnded, RunIdTaken, RunNotFound } from '../../contract/errors';
import { WORKFLOW_TYPES } from '../../contract/names';
import type { RunInput, RunMemo, RunRecord, RunStatus } from '../../contract/run';
import { RunStartSchema } from '../../contract/start';
import { NameSchema } from '../../contract/text';
import { digest } from '../../rules/digest';
import { runSummary, startDetails } from '../../rules/runs/details';
import { runEnded } from '../../rules/runs/end';
import { checked, checkedFreshId, onlyKnown, readableId, toBoundedJson } from '../input';
import { keyword } from '../requests/start';
import { asAttributesMissing, callTemporal } from '../temporal/calls';
import { readFirstEvent } from '../temporal/first-event';
import { endedRecord, find, findWorkflow } from '../temporal/read';
import type { StartOptions } from '../temporal/send-update';
import type { Session } from '../temporal/session';
import { runStatusOf } from '../temporal/status';
import { RUN } from './entity';

export interface RunOptions {
  /** An agent of the config, whose steps the worker runs. */
  agent: string;
  /** What its steps are given: JSON of at most 256 KB. */
  input?: unknown;
  /** The same id again is the same run. Default: a fresh readable one. */
  id?: string;
  /** On whose behalf it runs; it may not approve what the run asks for. */
  requesterId?: string;
  /** The account in whose name an admin server or a gateway sends it: kept in the memo, beside the requester. */
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
    await callTemporal(client, () => client.workflow.start(WORKFLOW_TYPES.run, start));
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
  const { args, state, taskQueue } = await callTemporal(client, () => readFirstEvent(client, id));
  // A run that goes on for an earlier one has its input in the state.
  const { data } = RunStartSchema.safeParse(args[0]);
  const { input } = (state as RunRecord | undefined) ?? { input: data?.input };
  return { taskQueue, ...(data && { memo: memoOf({ ...data, input }) }) };
}

function taken(id: string, detail: string): RunIdTaken {
  return new RunIdTaken(id, `${detail}. Choose another id`);
}

/** How the workflow of a run is started; an id is used once. No time-out of the workflow: the run has its own clocks. */
function runStartOptions(id: string, input: RunInput, taskQueue: string, submittedBy?: string) {
  return {
    workflowId: id,
    taskQueue,
    args: [input] satisfies [RunInput],
    workflowTaskTimeout: '30s',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    memo: { ...memoOf(input), ...(submittedBy !== undefined && { submittedBy }) },
    typedSearchAttributes: searchAttributes(id, input),
    staticSummary: runSummary(input),
    staticDetails: startDetails(input),
  } satisfies WorkflowStartOptions;
}

/** The start that goes with the first message to an attached run; where the run is there, the message alone is sent. */
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

/** Names what a hosted run was started with (design rule 13). */
function memoOf({ agent, requesterId, input }: RunInput): RunMemo {
  return {
    ...(agent !== undefined && { agent, inputHash: digest(input) }),
    ...(requesterId !== undefined && { requesterId }),
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
 * Makes sure that the id is a run's, or free for one, before anything is sent to it; an id seen before costs nothing.
 *
 * @throws RunIdTaken when a workflow of another type has it
 */
export async function ensureRunOrFree(session: Session, id: string, ms: number): Promise<void> {
  if (session.known.has(id, RUN)) return;
  const described = await findWorkflow(session.client, id, ms);
  if (described === undefined) return;
  if (!RUN.types.includes(described.type))
    throw new RunIdTaken(id, `a workflow of type ${described.type} has this id, which is no agent run`);
  session.known.add(id, RUN);
}

/** The error for a message that comes after the run's end, which says how it ended. */
export async function runEndedError(session: Session, id: string): Promise<RunEnded> {
  const run = await endedRecord(session, RUN, await find(session, RUN, id));
  return new RunEnded(runEnded(run));
}
