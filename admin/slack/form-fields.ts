import { type Blocks, line } from '../../activities/channels/slack/blocks';
import { choicesOf, FORM_MAX } from '../../activities/channels/slack/form';
import { defined } from '../../contract/defined';
import {
  FormAnswerSchema,
  type FormAnswer,
  type FormField,
  type ResponseForm,
} from '../../contract/response-form';
import { labelOf } from '../../rules/presentation/label';
import { answerProblem } from '../../rules/requests/response-form';
import { visibleLine } from '../../rules/text';
import type { ModalValues } from './payload';

/*
 * The fields of a response form in a modal: their inputs, and the answers in a submission (design rule 24).
 */

/** The action id of every input. */
export const INPUT = 'text';
const MAX_LABEL = 2_000;
const MAX_OPTION = FORM_MAX.option;

type Block = Blocks[number];

/** The id of the block of a field. An error is shown below the block with this id. */
export function blockIdOf(name: string): string {
  return `form-${name}`;
}

/**
 * The inputs of a form.
 *
 * @param isOptional whether the fields may stay empty, since the person may answer with a text instead
 */
export function formBlocks({ properties, required = [] }: ResponseForm, isOptional: boolean): Block[] {
  return Object.entries(properties).map(([name, field]) => {
    const isNeeded = required.includes(name);
    const hint = [field.description, hintOf(field), isNeeded && isOptional ? 'Needed to approve.' : undefined]
      .filter(Boolean)
      .join(' ');
    return {
      type: 'input',
      block_id: blockIdOf(name),
      label: line(field.title ?? labelOf(name), MAX_LABEL),
      ...(hint !== '' && { hint: line(hint, MAX_LABEL) }),
      // An empty checkbox is an answer, too.
      optional: !isNeeded || isOptional || field.type === 'boolean',
      element: { action_id: INPUT, ...inputOf(field) },
    } as Block;
  });
}

function inputOf(field: FormField) {
  if (field.type === 'boolean') {
    const yes = option('Yes', 'true');
    return { type: 'checkboxes', options: [yes], ...(field.default === true && { initial_options: [yes] }) };
  }
  if (field.type === 'number' || field.type === 'integer')
    return {
      type: 'number_input',
      is_decimal_allowed: field.type === 'number',
      ...(field.default !== undefined && { initial_value: String(field.default) }),
    };
  const choices = choicesOf(field);
  if (choices === undefined) return textInput(field as Extract<FormField, { type: 'string' }>);
  const options = choices.map(({ text }, index) => option(text, `${index}`));
  const chosen = [field.default ?? []].flat();
  const initial = options.filter((_, index) => chosen.includes(choices[index]?.value ?? ''));
  if (field.type === 'string')
    return { type: 'static_select', options, ...defined({ initial_option: initial[0] }) };
  return {
    type: options.length <= FORM_MAX.checkboxes ? 'checkboxes' : 'multi_static_select',
    options,
    ...(initial.length > 0 && { initial_options: initial }),
  };
}

function textInput({
  format,
  maxLength = FORM_MAX.input,
  default: given,
}: Extract<FormField, { type: 'string' }>) {
  const initial = given === undefined || given === '' ? {} : { initial_value: given };
  if (format === 'email') return { type: 'email_text_input', ...initial };
  if (format === 'uri') return { type: 'url_text_input', ...initial };
  if (format === 'date') return { type: 'datepicker', ...defined({ initial_date: given }) };
  const multiline = format === undefined && maxLength > 200;
  return { type: 'plain_text_input', multiline, max_length: FORM_MAX.input, ...initial };
}

/** Slack limits values to 150 characters, so a value is the index of the choice. */
function option(text: string, value: string) {
  return { text: line(text, MAX_OPTION), value };
}

function hintOf(field: FormField): string | undefined {
  if (field.type === 'number' || field.type === 'integer') {
    const { minimum, maximum } = field;
    const bounds = [
      ...(minimum === undefined ? [] : [`at least ${minimum}`]),
      ...(maximum === undefined ? [] : [`at most ${maximum}`]),
    ];
    return bounds.length === 0 ? undefined : `A number: ${bounds.join(', ')}.`;
  }
  return field.type === 'string' && field.format === 'date-time'
    ? 'A time with its zone, such as 2027-01-31T12:00:00Z.'
    : undefined;
}

/** What was entered into a form. */
export interface FormInput {
  answer: FormAnswer;
  /** What is wrong with entered values, by the id of the block. */
  errors: Record<string, string>;
  /** Nothing was filled in or ticked. */
  isEmpty: boolean;
}

/** Reads the answers. A required field without an answer is not an error yet: see `missingFields`. */
export function readModalForm(form: ResponseForm, values: ModalValues): FormInput {
  const answer: FormAnswer = {};
  const errors: Record<string, string> = {};
  for (const [name, field] of Object.entries(form.properties)) {
    const id = blockIdOf(name);
    const read = readField(field, Object.hasOwn(values, id) ? values[id]?.[INPUT] : undefined);
    if ('problem' in read) errors[id] = read.problem;
    else if (read.value !== undefined) {
      answer[name] = read.value;
      Object.assign(errors, defined({ [id]: fieldProblem(form, name, read.value) }));
    }
  }
  const tooLarge = FormAnswerSchema.safeParse(answer).error?.issues[0];
  const [first = ''] = Object.keys(form.properties);
  if (tooLarge) errors[blockIdOf(first)] = `The answer ${visibleLine(tooLarge.message)}.`;
  const isUntouched = Object.values(answer).every((value) => value === false);
  return { answer, errors, isEmpty: isUntouched && Object.keys(errors).length === 0 };
}

/** The required fields without an answer, by the id of the block. */
export function missingFields(form: ResponseForm, answer: FormAnswer): Record<string, string> {
  const problems = Object.keys(form.properties).map(
    (name) => [name, fieldProblem(form, name, answer[name])] as const,
  );
  return Object.fromEntries(
    problems.flatMap(([name, problem]) => (problem === undefined ? [] : [[blockIdOf(name), problem]])),
  );
}

function fieldProblem(
  { properties, required = [] }: ResponseForm,
  name: string,
  value: FormAnswer[string] | undefined,
): string | undefined {
  const field = properties[name] as FormField;
  const one = { properties: { [name]: field }, required: required.filter((each) => each === name) };
  const problem = answerProblem(one, value === undefined ? {} : { [name]: value });
  return problem === undefined ? undefined : sentence(problem.slice(`${name}: `.length));
}

function sentence(problem: string): string {
  const shown = visibleLine(problem);
  return `${shown[0]?.toUpperCase()}${shown.slice(1)}.`;
}

type FieldInput = { value: FormAnswer[string] | undefined } | { problem: string };

function readField(field: FormField, input: ModalValues[string][string] | undefined): FieldInput {
  const typed = input?.value ?? input?.selected_date ?? undefined;
  const chosen = input?.selected_options?.map(({ value }) => value) ?? [];
  if (field.type === 'boolean') return { value: chosen.includes('true') };
  if (field.type === 'number' || field.type === 'integer') return readNumber(typed?.trim() ?? '');
  const choices = choicesOf(field);
  const valueAt = (index: string) => choices?.[Number(index)]?.value ?? '';
  if (field.type === 'array') return { value: chosen.length === 0 ? undefined : chosen.map(valueAt) };
  if (choices === undefined) return { value: typed === '' ? undefined : typed };
  const one = input?.selected_option?.value;
  return { value: one === undefined ? undefined : valueAt(one) };
}

/** More digits may be rounded on the way. */
const MAX_DIGITS = 15;

function readNumber(typed: string): FieldInput {
  if (typed === '') return { value: undefined };
  if (!/^-?\d+(\.\d+)?$/.test(typed)) return { problem: 'Must be a number, such as 12 or 12.5.' };
  const digits = typed.replace(/[-.]/g, '').replace(/^0+/, '').length;
  const value = Number(typed);
  return digits > MAX_DIGITS && !(Number.isSafeInteger(value) && /^-?\d+$/.test(typed))
    ? { problem: `Has more than ${MAX_DIGITS} digits, and would be rounded.` }
    : { value };
}
