import { activityInfo, Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Config } from '../contract/config';
import { toMilliseconds } from '../contract/duration';
import { type StepInput, type StepResult, StepResultSchema } from '../contract/step';

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
    return readAnswer(await Promise.race([step, context.cancelled]));
  } finally {
    clearInterval(beat);
  }
}

/** The answer as JSON, as it will be kept: NaN is null, and what is undefined is not there. */
function readAnswer(answer: unknown): StepResult {
  const parsed = StepResultSchema.safeParse(asJson(answer ?? {}));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, 10)
    .map(({ path, message }) => `${path.join('.') || 'the answer'}: ${message}`);
  throw invalid(problems.join('; '));
}

/** A BigInt or a cycle is no JSON, and no attempt makes it one. */
function asJson(answer: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(answer));
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : 'no JSON');
  }
}

function invalid(why: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `the step answered what is no step result: ${why}`,
    'InvalidStepResult',
  );
}
