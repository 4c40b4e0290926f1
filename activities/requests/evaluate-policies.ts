import type { Policy } from '../../contract/policy';
import type { RequestContent } from '../../contract/request';
import { covers, ROUNDABOUT } from '../../rules/requests/covers';
import type { Answer } from '../../rules/requests/draft-plan';
import { deepFreeze, describe, within } from '../condition';

/** What each policy that covers the request answers. A condition that throws or gives no boolean has `failed` (fail closed). */
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
    const parsed = policy.context?.safeParse(request.context);
    if (parsed && !parsed.success) {
      const fields = parsed.error.issues.map(
        ({ path, message }) => `${path.join('.') || 'context'}: ${message}`,
      );
      return failed(`the context does not fit the policy's schema (${fields.join('; ')})`);
    }
    if (!policy.condition) return { policy, answer: 'yes' };
    const answer = await within(policy.condition(parsed ? parsed.data : request.context, request));
    if (typeof answer === 'boolean') return { policy, answer: answer ? 'yes' : 'no' };
    return failed(`the condition answered no boolean but ${answer === null ? 'null' : typeof answer}`);
  } catch (error) {
    return failed(`the condition threw: ${describe(error)}`);
  }
}
