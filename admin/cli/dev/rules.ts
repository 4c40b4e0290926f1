import { z } from 'zod';
import { type Config, defineConfig } from '../../../contract/config/config';
import { findConfig, loadConfig, parseConfig } from '../../../worker/config';
import { DEMO_AGENT, demoStep } from './demo-agent';

/*
 * The config of `hitl dev`: the one in this folder, or the built-in one, with the demo agent.
 */

const payment = z.object({ amount: z.number() });

/** The rules of `hitl dev` in a folder without a temporal.config.ts. `DEMO_RULES` must describe them. */
export const DEMO_CONFIG = defineConfig({
  directory: { 'finance-team': ['ana', 'bo'] },
  policies: [
    {
      name: 'high_value',
      description: 'Payments over 10,000 need the finance team, which may change the amount',
      actions: ['transfer_*'],
      context: payment,
      condition: ({ amount }) => amount > 10_000,
      approvers: ['finance-team'],
      expireAfter: '4h',
      decisions: ['approve', 'reject', 'edit'],
      editable: ['/amount'],
    },
    {
      name: 'small_value',
      effect: 'allow',
      context: payment,
      condition: ({ amount }) => amount >= 0 && amount <= 10_000,
      reason: 'up to 10,000',
    },
    {
      name: 'questions',
      description: 'The finance team answers the questions of agents',
      actions: ['ask_*'],
      approvers: ['finance-team'],
      decisions: ['respond', 'reject'],
    },
  ],
  fallback: { approvers: ['finance-team'] },
  levels: { human_review: { assignees: ['finance-team'] } },
  agents: { [DEMO_AGENT]: { step: demoStep } },
});

/** The built-in rules in words. */
export const DEMO_RULES =
  'amounts up to 10,000 are approved at once; larger or missing amounts need ana or bo';

/** The user's config with the demo agent. */
function withDemoAgent(config: Config): Config {
  return parseConfig({ ...config, agents: { [DEMO_AGENT]: { step: demoStep }, ...config.agents } });
}

/** The given config, else the one in this folder, else the built-in one, which has no `path`. With `demo`, adds the demo agent. */
export async function rulesForDev(
  path: string | undefined,
  { demo = false }: { demo?: boolean } = {},
): Promise<{ config: Config; path?: string }> {
  if (path === undefined && findConfig() === undefined) return { config: withLog(parseConfig(DEMO_CONFIG)) };
  const found = await loadConfig(path);
  const config = withLog(found.config);
  return { ...found, config: demo ? withDemoAgent(config) : config };
}

/** Without channels in the config, notifications are written to the terminal. */
function withLog(config: Config): Config {
  if (Object.keys(config.channels).length > 0) return config;
  return { ...config, channels: { log: { type: 'log', giveUpAfter: '24h' } } };
}
