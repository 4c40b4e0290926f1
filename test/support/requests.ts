import { ConfigSchema, type ConfigInput } from '../../contract/config/config';
import type { PolicyInput } from '../../contract/config/policy';
import type { CancelMessage, DecisionMessage } from '../../contract/decision';
import type { Confirmation, RequestContent, RequestRecord } from '../../contract/request';
import type { Attempt } from '../../rules/requests/attempt';
import { judge } from '../../rules/requests/judge';
import { confirmationPlan, draftPlan } from '../../rules/requests/plan';
import { beginRequest, openRequest, withPlan } from '../../rules/requests/record';

/** The start time of test requests. The default deadline of their policies is one hour. */
export const START = Date.UTC(2026, 0, 5, 9);
export const MINUTE = 60_000;
export const DEADLINE = START + 60 * MINUTE;
/** The hash of the content of every request here. */
export const HASH = 'shown';

export const directory = { finance: ['ana', 'bo', 'eve'], security: ['cy', 'eve'], board: ['di', 'ana'] };

type Given = Partial<RequestContent> & Omit<ConfigInput, 'policies' | 'directory'> & { recheck?: boolean };

/** A request from eve that matches all these policies, made at START. */
export function begun(
  policies: Partial<PolicyInput>[],
  given: Given = {},
  teams: object = directory,
): RequestRecord {
  const { fallback, operators, recheck = false, ...content } = given;
  const named = policies.map((policy, index) => ({ name: `p${index + 1}`, ...policy }));
  const config = ConfigSchema.parse({
    directory: teams,
    policies: named,
    defaults: { expireAfter: '1h' },
    ...(operators && { operators }),
    fallback: fallback ?? 'reject',
  });
  const answers = config.policies.map((policy) => ({ policy, answer: 'yes' as const }));
  const drafted = draftPlan(config, answers, { configDigest: 'rules', contentHash: HASH });
  const plan = { ...drafted, recheck, teams: config.directory as Record<string, string[]> };
  const request = { action: 'pay', requesterId: 'eve', context: {}, ...content };
  return beginRequest(withPlan(openRequest('request-1', request, START), plan), START);
}

/** A confirmation from eve, made at START, with the finance team and eve as confirmers and a deadline of one hour. */
export function begunConfirmation(more: Partial<Confirmation> = {}, recheck = false): RequestRecord {
  const confirmation = {
    message: 'Deploy?',
    confirmers: ['finance', 'eve'],
    expireAfter: 60 * MINUTE,
    ...more,
  };
  const config = ConfigSchema.parse({ directory, fallback: 'reject', operators: ['olga'] });
  const digests = { configDigest: 'rules', contentHash: HASH };
  const plan = { ...confirmationPlan(config, confirmation, digests), recheck, teams: directory };
  const content = { action: 'deploy', requesterId: 'eve', context: {} };
  const nature = { kind: 'confirmation', confirmation } as const;
  return beginRequest(withPlan(openRequest('request-1', content, START, nature), plan), START);
}

type DecideMore = Partial<DecisionMessage> & { at?: number };

export function approve(decidedBy: string, { at = START + MINUTE, ...more }: DecideMore = {}): Attempt {
  return { kind: 'decide', transport: 'update', at, message: { decision: 'approve', decidedBy, ...more } };
}

export function reject(decidedBy: string, more: DecideMore = {}): Attempt {
  const { at = START + MINUTE, ...message } = { reason: 'too much', ...more };
  return { kind: 'decide', transport: 'update', at, message: { decision: 'reject', decidedBy, ...message } };
}

export function cancel(
  cancelledBy: string,
  { at = START + MINUTE, ...more }: Partial<CancelMessage> & { at?: number } = {},
): Attempt {
  return { kind: 'cancel', transport: 'update', at, message: { cancelledBy, ...more } };
}

/** The record after these attempts. */
export function after(record: RequestRecord, ...attempts: Attempt[]): RequestRecord {
  return attempts.reduce((before, attempt) => judge(before, attempt).record, record);
}
