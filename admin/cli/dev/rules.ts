import { z } from 'zod';
import { type Config, defineConfig } from '../../../contract/config/config';
import type { StepAnswer, StepInput } from '../../../contract/step';
import { findConfig, loadConfig, parseConfig } from '../../../worker/config';

/*
 * The rules of `hitl dev`: the config of this folder, or the built-in one with its demo agent.
 */

/** What the demo agent is called in the config. */
export const DEMO_AGENT = 'invoices';
/** On whose behalf it asks. */
export const DEMO_REQUESTER = 'payments-agent';

const SMALL = ['INV-1001', 'INV-1003'];
const LARGE = 'INV-1002';

/** The large invoice, as people see it. */
const TRANSFER = {
  key: LARGE,
  action: 'transfer_funds',
  resource: 'bank-account-123',
  description: 'Transfer $15,000 to vendor',
  context: { amount: 15_000, currency: 'USD', to: 'vendor', invoice: LARGE },
};

/** A hosted agent with three invoices: it pays two small ones, asks about $15,000, and does what people decided. */
function demoStep({ step, decisions }: StepInput): StepAnswer {
  if (step === 1)
    return {
      text: `Paid ${SMALL.join(' and ')}, which are small; ${LARGE} needs a person.`,
      approvals: [TRANSFER],
    };
  const isApproved = decisions[LARGE]?.status === 'approved';
  const paid = [...SMALL, ...(isApproved ? [LARGE] : [])];
  return {
    done: true,
    text: `Done: ${paid.length} of 3 invoices paid${isApproved ? '' : `, ${LARGE} left out`}.`,
    output: { paid, leftOut: isApproved ? [] : [LARGE] },
  };
}

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
function withDemoAgent(config: Config): Config {
  return parseConfig({ ...config, agents: { [DEMO_AGENT]: { step: demoStep }, ...config.agents } });
}

/** The config named, or the one here, or the built-in one, whose `path` is absent; with the demo agent if it is to run. */
export async function rulesForDev(
  path: string | undefined,
  { demo = false }: { demo?: boolean } = {},
): Promise<{ config: Config; path?: string }> {
  if (path === undefined && findConfig() === undefined) return { config: withLog(parseConfig(DEMO_CONFIG)) };
  const found = await loadConfig(path);
  const config = withLog(found.config);
  return { ...found, config: demo ? withDemoAgent(config) : config };
}

/** Where no channels are said, what people would be told is written to the terminal. */
function withLog(config: Config): Config {
  if (Object.keys(config.channels).length > 0) return config;
  return { ...config, channels: { log: { type: 'log', giveUpAfter: '24h' } } };
}
