import { activityInfo, Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Config } from '../../contract/config/config';
import { toMilliseconds } from '../../contract/duration';
import { describeIssue, describeIssues } from '../../contract/issues';
import { findNumberProblem } from '../../contract/json';
import { utf8Bytes } from '../../contract/limits';
import { type StepInput, type StepResult, StepResultSchema } from '../../contract/step';

/**
 * Runs one attempt at one step. It sends heartbeats by itself, so that Temporal notices a dead worker also during a long
 * step. `stepTimeout` ends a step that hangs.
 *
 * @throws ApplicationFailure `InvalidStepResult`, which is not retried
 */
export async function runStep(
  config: Config,
  name: string,
  input: Omit<StepInput, 'signal'>,
): Promise<StepResult> {
  const agent = Object.hasOwn(config.agents, name) ? config.agents[name] : undefined;
  // Another worker of this task queue may have the agent, so this can be retried.
  if (agent === undefined)
    throw ApplicationFailure.retryable(`the config of this worker has no agent '${name}'`, 'AgentNotFound');
  const context = Context.current();
  const every = (activityInfo().heartbeatTimeoutMs ?? toMilliseconds(agent.heartbeatTimeout)) / 3;
  const beat = setInterval(() => context.heartbeat(), every);
  try {
    const step = Promise.resolve(agent.step({ ...input, signal: context.cancellationSignal }));
    return parseAnswer(await Promise.race([step, context.cancelled]));
  } finally {
    clearInterval(beat);
  }
}

const MAX_BYTES = 1024 * 1024;

/** The step's result as JSON, in the form in which it is kept: NaN becomes null, and undefined fields are dropped. */
function parseAnswer(answer: unknown): StepResult {
  const parsed = StepResultSchema.safeParse(asJson(answer));
  // Check the original: JSON turns NaN into null, and people must not approve another value than the agent requested.
  const numberProblem = findNumberProblem((answer as { approvals?: unknown } | undefined)?.approvals, [
    'approvals',
  ]);
  if (numberProblem) throw invalidResult(describeIssue(numberProblem));
  if (parsed.success) return parsed.data;
  throw invalidResult(describeIssues(parsed.error, 'the answer'));
}

/** The value as JSON. A BigInt or a cycle cannot become JSON. */
function asJson(answer: unknown): unknown {
  if (answer === undefined) throw invalidResult('undefined; return {} if there is nothing to report');
  let json: string;
  try {
    json = JSON.stringify(answer);
  } catch (error) {
    throw invalidResult(error instanceof Error ? error.message : 'it is not JSON');
  }
  // Temporal refuses a result over 2 MB. One over 4 MB would never arrive, and the worker would seem lost.
  if (utf8Bytes(json) > MAX_BYTES) throw invalidResult(`it is larger than ${MAX_BYTES / 1024} KB`);
  return JSON.parse(json);
}

function invalidResult(why: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`the step returned an invalid result: ${why}`, 'InvalidStepResult');
}
