import type { PlannedRun } from '../../contract/activities';
import type { Agent } from '../../contract/agent';
import type { Config } from '../../contract/config';
import { toMilliseconds } from '../../contract/duration';
import type { RunInput, RunPlan } from '../../contract/run';

/** What the config says of a run. */
export function planRun(config: Config, configDigest: string, { agent: name }: RunInput): PlannedRun {
  if (name !== undefined && !Object.hasOwn(config.agents, name)) {
    const known = Object.keys(config.agents).join(', ') || 'none';
    const message = `the config of this worker has no agent '${name}' (agents: ${known})`;
    return { error: { name: 'AgentNotFound', message } };
  }
  const agent = name === undefined ? undefined : config.agents[name];
  return {
    plan: {
      configDigest,
      timeTriggers: config.triggers.flatMap((trigger) =>
        trigger.type === 'time_exceeded'
          ? {
              name: trigger.name,
              threshold: toMilliseconds(trigger.threshold),
              ...(trigger.cooldown !== undefined && { cooldown: toMilliseconds(trigger.cooldown) }),
            }
          : [],
      ),
      idleTimeout: toMilliseconds(config.runs.idleTimeout),
      ...stepsOf(agent),
      ...operatorsOf(config),
    },
  };
}

/** An attached run has no steps, and ends by its agent or its idle time-out. */
function stepsOf(agent: Agent | undefined) {
  if (agent === undefined)
    return { maxSteps: 0, stepTimeout: 0, heartbeatTimeout: 0, maxAttempts: 0, retryAfter: 0 };
  return {
    maxSteps: agent.maxSteps,
    maxAttempts: agent.maxAttempts,
    runTimeout: toMilliseconds(agent.runTimeout),
    stepTimeout: toMilliseconds(agent.stepTimeout),
    heartbeatTimeout: toMilliseconds(agent.heartbeatTimeout),
    retryAfter: toMilliseconds(agent.retryAfter),
  };
}

/** A directory that is a function may be slow or down: it is asked only where it matters. */
function operatorsOf({ operators, directory }: Config): Pick<RunPlan, 'operators' | 'teams'> {
  if (typeof directory === 'function') return { operators };
  const teams = operators.flatMap((name) =>
    Object.hasOwn(directory, name) ? [[name, directory[name] ?? []]] : [],
  );
  return { operators, teams: Object.fromEntries(teams) as Record<string, string[]> };
}
