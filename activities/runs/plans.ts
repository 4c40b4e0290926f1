import type { PlannedRun } from '../../contract/activities';
import type { Agent } from '../../contract/config/agent';
import type { Config } from '../../contract/config/config';
import { toMilliseconds } from '../../contract/duration';
import type { LadderPlan } from '../../contract/escalation';
import type { RunInput, RunPlan } from '../../contract/run';
import { namesOfLadder } from '../../rules/escalations/directory-answers';
import { ladderPlan } from '../../rules/escalations/ladder-plan';
import { resolveTeams } from '../requests/directory';

/** The plan of a run from the config. */
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
      ...stepLimits(agent),
      ...operatorsOf(config),
    },
  };
}

/** The limits for steps. An attached run has no steps; its agent or its idle timeout ends it. */
function stepLimits(agent: Agent | undefined) {
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

/** The operators and their teams. A directory that is a function may be slow or down, so it is asked only when needed. */
function operatorsOf({ operators, directory }: Config): Pick<RunPlan, 'operators' | 'teams'> {
  if (typeof directory === 'function') return { operators };
  const teams = operators.flatMap((name) =>
    Object.hasOwn(directory, name) ? [[name, directory[name] ?? []]] : [],
  );
  return { operators, teams: Object.fromEntries(teams) as Record<string, string[]> };
}

/** The ladder of an escalation, from the config as it is now. */
export async function planEscalation(config: Config, configDigest: string): Promise<LadderPlan> {
  const plan = ladderPlan(config, configDigest);
  const names = namesOfLadder(plan);
  // A function may be slow or down: a separate activity asks it, while the deadlines of the ladder run.
  if (typeof config.directory === 'function') return { ...plan, unresolved: names };
  return { ...plan, teams: await resolveTeams(config.directory, names) };
}
