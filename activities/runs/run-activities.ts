import type { RunActivities } from '../../contract/activities';
import type { Config } from '../../contract/config';
import { cancelRequestsOf } from './cancel-requests-of';
import { checkRunTriggers } from '../triggers/check-run-triggers';
import { configDigest } from '../config-digest';
import { resolveSomeTeams } from '../requests/directory';
import { planEscalation } from './plan-escalation';
import { planRun } from './plan-run';
import { requestsInName } from './requests-in-name';
import { runStep } from './run-step';

/** The activities of escalations and agent runs under one config. */
export function runActivities(config: Config): RunActivities {
  const digest = configDigest(config);
  return {
    planEscalation: () => planEscalation(config, digest),
    resolveSomeTeams: (names) => resolveSomeTeams(config.directory, names),
    planRun: async (input) => planRun(config, digest, input),
    checkTriggers: checkRunTriggers(config),
    runStep: (agent, given) => runStep(config, agent, given),
    requestsInName,
    cancelRequestsOf,
  };
}
