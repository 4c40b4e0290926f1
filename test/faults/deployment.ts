import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConfigInput } from '../../contract/config/config';
import type { StepAnswer, StepInput } from '../../contract/step';
import { SECRET } from '../support/webhook-receiver';
import type { Effect } from './evidence';

/*
 * The two deployments of a campaign, whose rules the load and the checker know: `plain` with a static directory and webhooks,
 * `signed` with a directory function and signed decisions.
 */

export const QUEUES = { plain: 'faults-plain', signed: 'faults-signed' };
/** How long people have to decide. Short, so that many decisions come near the deadline. */
export const EXPIRE_AFTER_MS = 8_000;
export const FINANCE = ['ana', 'bo', 'cy'];
export const SECURITY = ['ana', 'di'];
/** May decide nothing. */
export const OUTSIDER = 'eve';
export const OPERATOR = 'olga';
export const AGENT = 'payer';

const expireAfter = `${EXPIRE_AFTER_MS}ms`;

const RULES: ConfigInput = {
  policies: [
    { name: 'payments', actions: ['pay'], approvers: ['finance'], quorum: 2, expireAfter },
    { name: 'deploy-1', actions: ['deploy'], approvers: ['finance'], expireAfter },
    { name: 'deploy-2', actions: ['deploy'], approvers: ['security'], stage: 2, expireAfter },
    { name: 'both', actions: ['spend'], approvers: ['finance', 'security'], requireAll: true, expireAfter },
    {
      name: 'refunds',
      actions: ['refund'],
      approvers: ['finance'],
      quorum: 2,
      rejectionsToReject: 2,
      decisions: ['approve', 'reject', 'edit', 'respond'],
      editable: ['/amount'],
      expireAfter,
    },
    { name: 'uses', actions: ['use'], approvers: ['finance'], expireAfter },
    { name: 'automatic', actions: ['auto'], effect: 'allow' },
    { name: 'late', actions: ['late'], approvers: ['finance'], expireAfter: '3s', onExpiry: 'escalate' },
  ],
  triggers: [{ name: 'unsure', type: 'confidence_low', threshold: 0.5, level: 'human_review' }],
  levels: {
    human_review: { assignees: ['finance'], acknowledgeWithin: '4s', resolveWithin: '4s' },
    manager: { assignees: ['di'], acknowledgeWithin: '4s', resolveWithin: '4s' },
  },
  escalation: { repeat: 0, finally: 'continue' },
  runs: { idleTimeout: '30s' },
  operators: [OPERATOR],
};

const TEAMS = { finance: FINANCE, security: SECURITY, people: [...FINANCE, 'di', OUTSIDER, OPERATOR] };

export function plainDeployment(webhookUrl: string, journal: string): ConfigInput {
  return {
    ...RULES,
    directory: TEAMS,
    channels: { hook: { type: 'webhook', url: webhookUrl, secrets: [SECRET] } },
    agents: {
      [AGENT]: { step: payer(journal), heartbeatTimeout: '2s', retryAfter: '100ms', maxAttempts: 1000 },
    },
  };
}

export function signedDeployment(publicKey: string): ConfigInput {
  return {
    ...RULES,
    decisions: { signed: true, keys: [{ id: 'key-1', publicKey }] },
    directory: async (name) => {
      await sleep(Math.random() * 200);
      return name === 'finance' || name === 'security' ? TEAMS[name] : undefined;
    },
  };
}

/** Appends to the journal of what was really done. */
export function writeEffect(journal: string, effect: Effect): void {
  appendFileSync(journal, `${JSON.stringify(effect)}\n`);
}

/** An agent that asks for two payments, does what was approved, and escalates when its input says so. */
function payer(journal: string) {
  return async (given: StepInput<{ asked: number }, { unsure: boolean }>): Promise<StepAnswer> => {
    const { runId, step, attempt, idempotencyKey: key, decisions, pending, state, input, guidance } = given;
    const statuses = Object.fromEntries(
      Object.entries(decisions).map(([name, { status }]) => [name, status]),
    );
    writeEffect(journal, {
      ...{ what: 'step', runId, step, attempt, key, decisions: statuses },
      ...(guidance !== undefined && { guidance: JSON.stringify(guidance) }),
    });
    await sleep(Math.random() * 150);
    for (const { status, requestId } of Object.values(decisions))
      if (status === 'approved') writeEffect(journal, { what: 'paid', runId, requestId, key });
    if (state === undefined)
      return {
        state: { asked: 2 },
        confidence: input.unsure ? 0.1 : 0.9,
        approvals: ['a', 'b'].map((name) => ({ key: name, action: 'use', context: { name } })),
      };
    return { state, done: pending.length === 0, output: 'done' };
  };
}
