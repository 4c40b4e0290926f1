import type { RequestView } from '../../client';
import { defined } from '../../contract/defined';
import type { DecisionKind } from '../../contract/names';
import type { FormAnswer, FormField, ResponseForm } from '../../contract/response-form';
import { labelOf } from '../../rules/presentation/label';
import { formOf } from '../../rules/requests/message-problem';
import { answerProblem } from '../../rules/requests/response-form';
import { parseJsonStrictly } from '../../rules/strict-json';
import type { Form } from './form';

/*
 * The fields of a response form (design rule 24) in a form of a page, and the answer in them.
 */

/** The name of the input for a field of the response form. */
export const inputOf = (name: string) => `answer.${name}`;

export function labelOfField(name: string, field: FormField | undefined): string {
  return field?.title ?? labelOf(name);
}

/** The choices of a field, each with its text. Undefined if the field has none. */
export function choicesOf(field: FormField): (readonly [value: string, text: string])[] | undefined {
  if (field.type === 'boolean')
    return [
      ['true', 'yes'],
      ['false', 'no'],
    ];
  const { enum: values, enumNames = [] } =
    field.type === 'array' ? field.items : field.type === 'string' ? field : {};
  return values?.map((value, index) => [value, enumNames[index] ?? value] as const);
}

/** An answered value for people, with the texts of the choices. */
export function answerText(value: FormAnswer[string], field: FormField | undefined): string {
  const choices = field === undefined ? undefined : choicesOf(field);
  const textOf = (each: string) => choices?.find(([choice]) => choice === each)?.[1] ?? each;
  if (Array.isArray(value)) return value.length === 0 ? 'nothing chosen' : value.map(textOf).join(', ');
  return textOf(`${value}`);
}

export interface AnswerIn {
  /** Absent if nothing was filled in. */
  answer?: FormAnswer;
  /** What is wrong with the input of each field. */
  problems: Record<string, string>;
}

/** The answer in a form. An empty input answers nothing. */
export function answerIn(form: Form, { properties, required = [] }: ResponseForm): AnswerIn {
  const answer: [string, FormAnswer[string]][] = [];
  const problems: Record<string, string> = {};
  for (const [name, field] of Object.entries(properties)) {
    const read = valueIn(form.all(inputOf(name)), field);
    const filled: FormAnswer = read.value === undefined ? {} : { [name]: read.value };
    answer.push(...Object.entries(filled));
    const only = { properties: { [name]: field }, required: required.includes(name) ? [name] : [] };
    const problem = read.problem ?? answerProblem(only, filled)?.slice(name.length + ': '.length);
    if (problem !== undefined) problems[name] = problem;
  }
  return { ...(answer.length > 0 && { answer: Object.fromEntries(answer) }), problems };
}

/** The answer that comes with a decision, or what is wrong with its fields. A rejection has none. */
export function answerTo(
  request: Pick<RequestView, 'response' | 'plan'>,
  form: Form,
  decision: DecisionKind,
): { answer?: FormAnswer } | { problems: Record<string, string> } {
  const asked = formOf(request);
  if (asked === undefined || decision === 'reject') return {};
  const { answer, problems } = answerIn(form, asked);
  // A response may also be a text alone.
  if (decision === 'respond' && answer === undefined && form.one('text') !== undefined) return {};
  return Object.keys(problems).length > 0 ? { problems } : defined({ answer });
}

export function answersProblem(problems: Record<string, string>): string {
  const fields = Object.keys(problems).length;
  return `Nothing was decided: ${fields === 1 ? 'a field of the form is' : `${fields} fields of the form are`} not valid. The problem is shown beside ${fields === 1 ? 'it' : 'each'}.`;
}

interface Read {
  value?: FormAnswer[string];
  problem?: string;
}

function valueIn(texts: string[], field: FormField): Read {
  const [text] = texts;
  if (text === undefined) return {};
  switch (field.type) {
    case 'array':
      return { value: texts };
    case 'boolean':
      return { value: text === 'true' };
    case 'string':
      return { value: text };
    default:
      return numberIn(text);
  }
}

/** A number exactly as it was typed. It is never rounded. */
export function numberIn(
  text: string,
): { value: number; problem?: never } | { value?: never; problem: string } {
  const read = parseJsonStrictly(text.trim(), 'it');
  if (read.ok && typeof read.value === 'number') return { value: read.value };
  const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text.trim());
  if (!isNumber)
    return { problem: 'must be a number, such as 1500 or 0.1, without separators or leading zeros' };
  if (!Number.isFinite(Number(text))) return { problem: 'is a number that is too large' };
  return { problem: 'is a number that would be rounded: it has too many digits' };
}
