import { AgentRuns, EscalationManager } from '../../client';
import type { ConfigInput } from '../../contract/config/config';
import { LADDER } from './runs';
import type { TemporalForTests } from './temporal';

/** A config with levels, triggers for two of them, and hosted agents. */
export const ESCALATING: ConfigInput = {
  ...LADDER,
  triggers: [
    { name: 'unsure', type: 'confidence_low', threshold: 0.5, level: 'human_review' },
    { name: 'dear', type: 'cost_exceeded', threshold: 100, level: 'manager' },
  ],
  agents: {
    echo: { step: ({ input }) => ({ done: true, output: input as never }) },
    buyer: {
      step: ({ step }) =>
        step === 1 ? { approvals: [{ key: 'buy', action: 'buy', context: {} }] } : { done: true },
    },
    stuck: { step: ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', reject)) },
    broken: {
      step: () => {
        throw new Error('no luck');
      },
      maxAttempts: 1,
    },
  },
};

/** The managers for escalations and runs on a test's Temporal. */
export function managersOn({ client, taskQueue }: TemporalForTests) {
  return {
    escalations: new EscalationManager(client, { taskQueue }),
    runs: new AgentRuns(client, { taskQueue }),
  };
}
