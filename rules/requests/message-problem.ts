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
  // The answer that comes with an edit is for the form of the changed content, which is known only with its plan.
  if (decision === 'edit') return editProblem(record, message);
  const form = formOf(record);
  if (decision === 'respond' && answer === undefined)
    return text?.trim() ? undefined : say.responseNeeded(form !== undefined);
  if (form === undefined) return answer === undefined ? undefined : say.noForm();
  const problem = answerProblem(form, answer);
  return problem === undefined ? undefined : say.answerInvalid(problem);
}

/**
 * Why the answer that came with an edit does not fit the form of the content that the edit made. An edit approves that content,
 * so it answers its form as any approval does (design rules 21 and 24).
 */
export function editAnswerProblem(
  edited: Pick<RequestRecord, 'response' | 'plan'>,
  answer: DecisionMessage['answer'],
): string | undefined {
  const form = formOf(edited);
  if (form === undefined) return answer === undefined ? undefined : say.noFormAfterEdit();
  const problem = answerProblem(form, answer);
  return problem === undefined ? undefined : say.answerInvalidAfterEdit(problem);
}

/** The form that is answered beside the decision: the fields of the request and those of its policies. */
export function formOf({
  response,
  plan,
}: Pick<RequestRecord, 'response' | 'plan'>): ResponseForm | undefined {
  return mergedForm([response, plan?.response].filter((form) => form !== undefined));
}
