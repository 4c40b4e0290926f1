import { z } from 'zod';
import type { Config } from '../../contract/config/config';
import type { Policy } from '../../contract/config/policy';
import { type RequestContent, RequestContentSchema } from '../../contract/request';
import { digest } from '../../rules/digest';
import type { PolicyAnswer } from '../../rules/requests/plan';
import { covers, AMBIGUOUS_RESOURCE } from '../../rules/requests/policy-match';
import { type Fields, fieldsOf, withPresentFields } from '../present-fields';
import { deepFreeze, conditionFailure, parseContext, withTimeout } from '../user-functions';

/**
 * What each policy that covers the request answers. A condition that throws, reads a field that is not there or gives no
 * boolean has `failed` (fail closed).
 */
export async function evaluatePolicies(policies: Policy[], content: RequestContent): Promise<PolicyAnswer[]> {
  const request = deepFreeze(structuredClone(content));
  const answers = policies.map(async (policy): Promise<PolicyAnswer[]> => {
    const coverage = covers(policy, content);
    if (coverage === 'no') return [];
    if (coverage === 'roundabout') return [{ policy, answer: 'failed', why: AMBIGUOUS_RESOURCE }];
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
    return failed(`the condition answered no boolean but ${answer === null ? 'null' : typeof answer}`);
  } catch (error) {
    return failed(conditionFailure(error));
  }
}

const REQUEST_FIELDS = fieldsOf(RequestContentSchema);

function fieldsOfRequest(context: Fields): Fields {
  return { ...REQUEST_FIELDS, of: (key) => (key === 'context' ? context : REQUEST_FIELDS.of(key)) };
}

/** The digest of a config, functions by their source: it tells which rules made a plan. Not of admin server and channels, which have secrets, nor of what makes no plan. */
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
