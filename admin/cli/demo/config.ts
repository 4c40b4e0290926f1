import { z } from 'zod';
import type { Config } from '../../../contract/config';
import { defineConfig } from '../../../contract/define-config';
import { parseConfig } from '../../../worker/parse-config';
import { DEMO_AGENT, demoStep } from './agent';

const payment = z.object({ amount: z.number() });

/** The rules of `hitl dev` where there is no temporal.config.ts; keep `DEMO_RULES` in step. */
export const DEMO_CONFIG = defineConfig({
  directory: { 'finance-team': ['ana', 'bo'] },
  policies: [
    {
      name: 'high_value',
      description: 'Somebody of finance looks at large amounts',
      context: payment,
      condition: ({ amount }) => amount > 10_000,
      approvers: ['finance-team'],
      expireAfter: '4h',
    },
    {
      name: 'small_value',
      effect: 'allow',
      context: payment,
      condition: ({ amount }) => amount >= 0 && amount <= 10_000,
      reason: 'up to 10,000',
    },
  ],
  fallback: { approvers: ['finance-team'] },
  levels: { human_review: { assignees: ['finance-team'] } },
  agents: { [DEMO_AGENT]: { step: demoStep } },
});

/** The same in words. */
export const DEMO_RULES = 'up to 10,000 is approved at once; more, or no amount at all, needs ana or bo';

/** Somebody's own rules, and the demo agent under them. */
export function withDemoAgent(config: Config): Config {
  return parseConfig({ ...config, agents: { [DEMO_AGENT]: { step: demoStep }, ...config.agents } });
}
