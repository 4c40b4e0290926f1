import { z } from 'zod';
import { type Config, defineConfig } from '../../../contract/config/config';
import type { StepAnswer, StepInput } from '../../../contract/step';
import { findConfig, loadConfig, parseConfig } from '../../../worker/config';

/*
 * The config of `hitl dev`: the one in this folder, or the built-in one, and the demo agent.
 */

/** The name of the demo agent in the config. */
export const DEMO_AGENT = 'invoices';
/** The requester of the demo agent's run. */
export const DEMO_REQUESTER = 'payments-agent';

const SMALL = ['INV-1001', 'INV-1003'];
const LARGE = 'INV-1002';

/** The request for the large invoice. */
const TRANSFER = {
  key: LARGE,
  action: 'transfer_funds',
  resource: 'bank-account-123',
  description: 'Transfer $15,000 to vendor',
  context: { amount: 15_000, currency: 'USD', to: 'vendor', invoice: LARGE },
};

/** A hosted agent with three invoices: it pays two small ones and asks people about the third, of $15,000. */
function demoStep({ step, decisions }: StepInput): StepAnswer {
  if (step === 1)
    return {
      text: `Paid ${SMALL.join(' and ')}, which are small. ${LARGE} needs a decision.`,
      approvals: [TRANSFER],
    };
  const isApproved = decisions[LARGE]?.status === 'approved';
  const paid = [...SMALL, ...(isApproved ? [LARGE] : [])];
  return {
    done: true,
    text: `Done: ${paid.length} of 3 invoices paid${isApproved ? '' : `, not ${LARGE}`}.`,
    output: { paid, leftOut: isApproved ? [] : [LARGE] },
  };
}

const payment = z.object({ amount: z.number() });

/** The rules of `hitl dev` in a folder without a temporal.config.ts. `DEMO_RULES` must describe them. */
export const DEMO_CONFIG = defineConfig({
  directory: { 'finance-team': ['ana', 'bo'] },
  policies: [
    {
      name: 'high_value',
      description: 'Payments over 10,000 need the finance team',
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
