import type { DecisionMessage } from '../../contract/decision';
import type { RequestRecord } from '../../contract/request';
import type { ResponseForm } from '../../contract/response-form';
import { editProblem } from './edit';
import * as say from './explain';
import { answerProblem, mergedForm } from './response-form';

/** Why the message is malformed, or its edit or its form answer does not validate. Then it uses nothing up. */
export function messageProblem(record: RequestRecord, message: DecisionMessage): string | undefined {
  const { decision, reason, text, answer } = message;
  if (decision === 'reject') {
    if (!reason?.trim()) return say.reasonNeeded();
    return answer === undefined ? undefined : say.answerWithRejection();
  }
  if (decision !== 'respond' && text !== undefined) return say.textWithoutResponse();
  if (decision !== 'edit' && message.context !== undefined) return say.contextWithoutEdit();
  if (record.status !== 'pending') return undefined;
  return (
    answerFormProblem(record, message) ?? (decision === 'edit' ? editProblem(record, message) : undefined)
  );
}

function answerFormProblem(record: RequestRecord, { decision, text, answer }: DecisionMessage) {
  const form = formOf(record);
  if (decision === 'respond' && answer === undefined)
    return text?.trim() ? undefined : say.responseNeeded(form !== undefined);
  if (form === undefined) return answer === undefined ? undefined : say.noForm();
  const problem = answerProblem(form, answer);
  return problem === undefined ? undefined : say.answerInvalid(problem);
}

/** The form that is answered beside the decision: the fields of the request and those of its policies. */
export function formOf({
  response,
  plan,
}: Pick<RequestRecord, 'response' | 'plan'>): ResponseForm | undefined {
  return mergedForm([response, plan?.response].filter((form) => form !== undefined));
}
