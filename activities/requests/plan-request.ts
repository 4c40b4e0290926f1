import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { RequestActivities } from '../../contract/activities';
import type { Config } from '../../contract/config/config';
import type { Policy } from '../../contract/config/policy';
import { InvalidInput } from '../../contract/errors';
import { describeIssues } from '../../contract/issues';
import type { Plan } from '../../contract/records/plan';
import { ConfirmationSchema, type RequestContent, RequestContentSchema } from '../../contract/request';
import { contentHash, digest } from '../../rules/digest';
import { confirmationPlan, draftPlan, type PolicyAnswer } from '../../rules/requests/plan';
import { covers, AMBIGUOUS_RESOURCE } from '../../rules/requests/policy-match';
import { namesToResolve } from '../../rules/requests/record';
import { type Fields, fieldsOf, withPresentFields } from '../present-fields';
import { deepFreeze, conditionFailure, parseContext, withTimeout } from '../user-functions';
import { resolveTeams } from './directory';

/** The activities that make the plan of a request and of a confirmation. */
export function requestPlanner(
  config: Config,
  configDigest: string,
): Pick<RequestActivities, 'planRequest' | 'planConfirmation'> {
  return {
    async planRequest(input) {
      const content = checkedContent(RequestContentSchema, input, 'content');
      const answers = await evaluatePolicies(config.policies, content);
      const digests = { configDigest, contentHash: contentHash(content) };
      return withQuickTeams(config, draftPlan(config, answers, digests, content));
    },
    async planConfirmation(input, options) {
      const content = checkedContent(RequestContentSchema, input, 'content');
      const confirmation = checkedContent(ConfirmationSchema, options, 'confirmation');
      const digests = { configDigest, contentHash: contentHash(content, confirmation) };
      return withQuickTeams(config, confirmationPlan(config, confirmation, digests));
    },
  };
}

/** Checks the content again: a request that was started from the Temporal UI or another SDK has not been checked. */
function checkedContent<S extends z.ZodType>(schema: S, input: unknown, name: string): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw ApplicationFailure.nonRetryable(
    `the request is invalid: ${describeIssues(parsed.error, name)}`.slice(0, 2000),
    InvalidInput.name,
  );
}

/**
 * The plan with its teams, if the directory is written in the config. A directory that is a function may be slow or down: a
 * separate activity asks it, which can be retried for hours.
 */
async function withQuickTeams(config: Config, plan: Plan): Promise<Plan> {
  if (plan.recheck && plan.requirements.length > 0) return plan;
  const directory = plan.recheck ? {} : config.directory;
  return { ...plan, teams: await resolveTeams(directory, namesToResolve(plan)) };
}

/**
 * The answer of each policy that covers the request. A condition has `failed` if it throws, reads an absent field or returns
 * no boolean (fail closed).
 */
export async function evaluatePolicies(policies: Policy[], content: RequestContent): Promise<PolicyAnswer[]> {
  const request = deepFreeze(structuredClone(content));
  const answers = policies.map(async (policy): Promise<PolicyAnswer[]> => {
    const coverage = covers(policy, content);
    if (coverage === 'no') return [];
    if (coverage === 'ambiguous') return [{ policy, answer: 'failed', why: AMBIGUOUS_RESOURCE }];
    return [await evaluate(policy, request)];
  });
  return (await Promise.all(answers)).flat();
}

async function evaluate(policy: Policy, request: RequestContent): Promise<PolicyAnswer> {
  const failed = (why: string): PolicyAnswer => ({ policy, answer: 'failed', why: why.slice(0, 500) });
  try {
    const read = parseContext(policy.context, request.context, 'policy');
    if ('problem' in read) return failed(read.problem);
    if (!policy.condition) return { policy, answer: 'yes' };
    const fields = fieldsOf(policy.context);
    const context = withPresentFields(read.data, 'context', fields);
    const answer = await withTimeout(
      policy.condition(context, withPresentFields(request, 'request', fieldsOfRequest(fields))),
    );
    if (typeof answer === 'boolean') return { policy, answer: answer ? 'yes' : 'no' };
    return failed(`the condition returned ${answer === null ? 'null' : typeof answer}, not a boolean`);
  } catch (error) {
    return failed(conditionFailure(error));
  }
}

const REQUEST_FIELDS = fieldsOf(RequestContentSchema);

function fieldsOfRequest(context: Fields): Fields {
  return { ...REQUEST_FIELDS, of: (key) => (key === 'context' ? context : REQUEST_FIELDS.of(key)) };
}

/**
 * The digest of the rules in a config, functions by their source. It identifies the rules that made a plan. The admin server
 * and the channels are left out, since they have secrets, and so is what has no effect on plans.
 */
export function configDigest({
  admin: _admin,
  channels: _channels,
  contacts: _contacts,
  notifications: _notifications,
  strict: _strict,
  ...rules
}: Config): string {
  return digest(JSON.parse(JSON.stringify(rules, (_, value: unknown) => comparable(value))));
}

function comparable(value: unknown): unknown {
  if (typeof value === 'function') return `function ${value.toString()}`;
  if (value instanceof z.ZodType) return z.toJSONSchema(value, { unrepresentable: 'any', io: 'input' });
  return value;
}
