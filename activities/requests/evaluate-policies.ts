import type { Policy } from '../../contract/policy';
import { type RequestContent, RequestContentSchema } from '../../contract/request';
import { covers, ROUNDABOUT } from '../../rules/requests/covers';
import type { Answer } from '../../rules/requests/draft-plan';
import { deepFreeze, failureOf, readContext, within } from '../condition';
import { fieldsOf, type Fields, withPresentFields } from '../present-fields';

/**
 * What each policy that covers the request answers. A condition that throws, reads a field that is not there or gives no
 * boolean has `failed` (fail closed).
 */
export async function evaluatePolicies(policies: Policy[], content: RequestContent): Promise<Answer[]> {
  const request = deepFreeze(structuredClone(content));
  const answers = policies.map(async (policy): Promise<Answer[]> => {
    const coverage = covers(policy, content);
    if (coverage === 'no') return [];
    if (coverage === 'roundabout') return [{ policy, answer: 'failed', why: ROUNDABOUT }];
    return [await evaluate(policy, request)];
  });
  return (await Promise.all(answers)).flat();
}

async function evaluate(policy: Policy, request: RequestContent): Promise<Answer> {
  const failed = (why: string): Answer => ({ policy, answer: 'failed', why: why.slice(0, 500) });
  try {
    const read = readContext(policy.context, request.context, 'policy');
    if ('problem' in read) return failed(read.problem);
    if (!policy.condition) return { policy, answer: 'yes' };
    const fields = fieldsOf(policy.context);
    const context = withPresentFields(read.data, 'context', fields);
    const answer = await within(
      policy.condition(context, withPresentFields(request, 'request', fieldsOfRequest(fields))),
    );
    if (typeof answer === 'boolean') return { policy, answer: answer ? 'yes' : 'no' };
    return failed(`the condition answered no boolean but ${answer === null ? 'null' : typeof answer}`);
  } catch (error) {
    return failed(failureOf(error));
  }
}

const REQUEST = fieldsOf(RequestContentSchema);

function fieldsOfRequest(context: Fields): Fields {
  return { ...REQUEST, of: (key) => (key === 'context' ? context : REQUEST.of(key)) };
}
