import { activityInfo, Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Config } from '../../contract/config/config';
import { toMilliseconds } from '../../contract/duration';
import { findNumberProblem } from '../../contract/json';
import { utf8Bytes } from '../../contract/limits';
import { type StepInput, type StepResult, StepResultSchema } from '../../contract/step';

/**
 * Runs one attempt at one step. Heartbeats go out by themselves, so that a worker that died is noticed although the
 * step is silent; a step that hangs ends by `stepTimeout`.
 *
 * @throws ApplicationFailure `InvalidStepResult`, which no attempt could mend
 */
export async function runStep(
  config: Config,
  name: string,
  given: Omit<StepInput, 'signal'>,
): Promise<StepResult> {
  const agent = Object.hasOwn(config.agents, name) ? config.agents[name] : undefined;
  // Another worker of this task queue may have it: worth another attempt.
  if (agent === undefined)
    throw ApplicationFailure.retryable(`the config of this worker has no agent '${name}'`, 'AgentNotFound');
  const context = Context.current();
  const every = (activityInfo().heartbeatTimeoutMs ?? toMilliseconds(agent.heartbeatTimeout)) / 3;
  const beat = setInterval(() => context.heartbeat(), every);
  try {
    const step = Promise.resolve(agent.step({ ...given, signal: context.cancellationSignal }));
    return parseAnswer(await Promise.race([step, context.cancelled]));
  } finally {
    clearInterval(beat);
  }
}

const MAX_BYTES = 1024 * 1024;

/** The answer as JSON, as it will be kept: NaN is null, and what is undefined is not there. */
function parseAnswer(answer: unknown): StepResult {
  const parsed = StepResultSchema.safeParse(asJson(answer));
  // Before JSON makes null of what is no number: people must not approve anything else than was asked.
  const asked = findNumberProblem((answer as { approvals?: unknown } | undefined)?.approvals, ['approvals']);
  if (asked) throw invalidResult(`${asked.path.join('.')}: ${asked.message}`);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, 10)
    .map(({ path, message }) => `${path.join('.') || 'the answer'}: ${message}`);
  throw invalidResult(problems.join('; '));
}

/** A BigInt or a cycle is no JSON, and no attempt makes it one. */
function asJson(answer: unknown): unknown {
  if (answer === undefined) throw invalidResult('nothing: answer {} where there is nothing to say');
  let json: string;
  try {
    json = JSON.stringify(answer);
  } catch (error) {
    throw invalidResult(error instanceof Error ? error.message : 'no JSON');
  }
  // Past 4 MB it would never arrive, and the worker be taken for lost; past 2 MB Temporal refuses it.
  if (utf8Bytes(json) > MAX_BYTES) throw invalidResult(`it is larger than ${MAX_BYTES / 1024} KB`);
  return JSON.parse(json);
}

function invalidResult(why: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `the step answered what is no step result: ${why}`,
    'InvalidStepResult',
  );
}
