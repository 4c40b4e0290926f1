import type { RE2JS } from 're2js';
import { LIMITS } from '../../contract/limits';
import { hasFormat, type FormAnswer, type FormField, type ResponseForm } from '../../contract/response-form';
import { listNames } from '../text';

/*
 * The response form of a request: the form of its content and those of its policies, merged; and whether an answer fits it
 * (design rule 24).
 */

/** One form with the fields of all of them. The later form wins where two have the same field. Undefined without forms. */
export function mergedForm(forms: readonly ResponseForm[]): ResponseForm | undefined {
  if (forms.length < 2) return forms[0];
  return {
    properties: Object.assign({}, ...forms.map(({ properties }) => properties)) as ResponseForm['properties'],
    required: [...new Set(forms.flatMap(({ required }) => required ?? []))],
  };
}

/** What the schema of a form cannot check: its patterns, its ranges, its defaults, and how many fields there are after merging. */
export function formProblem(form: ResponseForm | undefined): string | undefined {
  const fields = Object.entries(form?.properties ?? {});
  if (fields.length > LIMITS.formFields)
    return `the forms of the request and its policies have ${fields.length} fields together; at most ${LIMITS.formFields} are possible`;
  for (const [name, field] of fields) {
    const problem = patternProblem(field) ?? rangeProblem(field) ?? defaultProblem(field);
    if (problem !== undefined) return `properties.${name}.${problem}`;
  }
  return undefined;
}

function patternProblem(field: FormField): string | undefined {
  if (field.type !== 'string' || field.pattern === undefined) return undefined;
  try {
    compiled(field.pattern);
    return undefined;
  } catch {
    return 'pattern: is not a regular expression in the syntax of RE2, which has no lookaround and no backreferences';
  }
}

/** Why nobody could answer the field: its smallest answer is larger than its largest. */
function rangeProblem(field: FormField): string | undefined {
  if (field.type === 'boolean') return undefined;
  if (field.type === 'string')
    return isOver(field.minLength, field.maxLength) ? 'minLength: is larger than maxLength' : undefined;
  if (field.type !== 'array')
    return isOver(field.minimum, field.maximum) ? 'minimum: is larger than maximum' : undefined;
  if (isOver(field.minItems, new Set(field.items.enum).size))
    return 'minItems: is more than there are choices';
  return isOver(field.minItems, field.maxItems) ? 'minItems: is larger than maxItems' : undefined;
}

function isOver(least = -Infinity, most = Infinity): boolean {
  return least > most;
}

function defaultProblem(field: FormField): string | undefined {
  if (field.default === undefined) return undefined;
  const problem = valueProblem(field, field.default);
  return problem === undefined ? undefined : `default: ${problem}`;
}

/**
 * Why an answer does not fit the form: `amount: must be at most 500`. Undefined if it fits.
 *
 * @param answer absent: nothing was answered, which fits a form without required fields
 */
export function answerProblem(form: ResponseForm, answer: FormAnswer = {}): string | undefined {
  const { properties, required = [] } = form;
  const unknown = Object.keys(answer).find((name) => !Object.hasOwn(properties, name));
  if (unknown !== undefined)
    return `${JSON.stringify(unknown)} is not a field of the form; its fields are ${listNames(Object.keys(properties))}`;
  const missing = required.find((name) => !Object.hasOwn(answer, name));
  if (missing !== undefined) return `${missing}: must be answered`;
  for (const [name, value] of Object.entries(answer)) {
    const problem = valueProblem(properties[name] as FormField, value);
    if (problem !== undefined) return `${name}: ${problem}`;
  }
  return undefined;
}

function valueProblem(field: FormField, value: FormAnswer[string]): string | undefined {
  if (field.type === 'string') return textProblem(field, value);
  if (field.type === 'boolean') return typeof value === 'boolean' ? undefined : 'must be true or false';
  if (field.type === 'array') return choicesProblem(field, value);
  return numberProblem(field, value);
}

function textProblem(field: Extract<FormField, { type: 'string' }>, value: unknown): string | undefined {
  const { minLength = 0, maxLength = Infinity, format, pattern } = field;
  if (typeof value !== 'string') return 'must be a text';
  if (!value.isWellFormed()) return 'contains half of a character (a lone surrogate)';
  const length = [...value].length;
  if (length < minLength) return `must have at least ${minLength} characters`;
  if (length > maxLength) return `must have at most ${maxLength} characters`;
  if (field.enum !== undefined && !field.enum.includes(value))
    return `must be one of ${listNames(field.enum.map((choice) => JSON.stringify(choice)))}`;
  if (format !== undefined && !hasFormat(value, format)) return `must be ${FORMAT_TEXT[format]}`;
  if (pattern !== undefined && !contains(value, pattern)) return `must match the pattern ${pattern}`;
  return undefined;
}

const FORMAT_TEXT = {
  email: 'an e-mail address',
  uri: 'a URI, such as https://example.com',
  date: 'a date, such as 2027-01-31',
  'date-time': 'a time with its zone, such as 2027-01-31T12:00:00Z',
};

function numberProblem(
  { type, minimum = -Infinity, maximum = Infinity }: Extract<FormField, { type: 'number' | 'integer' }>,
  value: unknown,
): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a number';
  if (type === 'integer' && !Number.isSafeInteger(value)) return 'must be a whole number';
  if (value < minimum) return `must be at least ${minimum}`;
  return value > maximum ? `must be at most ${maximum}` : undefined;
}

function choicesProblem(
  { items, minItems = 0, maxItems = Infinity }: Extract<FormField, { type: 'array' }>,
  value: unknown,
): string | undefined {
  if (!Array.isArray(value) || new Set(value).size !== value.length)
    return 'must be a list of different choices';
  if (value.some((choice) => !items.enum.includes(choice as string)))
    return `must contain only ${listNames(items.enum.map((choice) => JSON.stringify(choice)))}`;
  if (value.length < minItems) return `must have at least ${minItems} choices`;
  return value.length > maxItems ? `must have at most ${maxItems} choices` : undefined;
}

/** Never throws: the pattern was checked when the request was planned, and a judgement must not fail. */
function contains(value: string, pattern: string): boolean {
  try {
    return compiled(pattern).matcher(value).find();
  } catch {
    return false;
  }
}

/** JavaScript's own engine can take hours for a short text, and would block the workflow. RE2 takes linear time. */
function compiled(pattern: string): RE2JS {
  // It is large and few forms have a pattern: a workflow whose bundle does not preload it would load it without need.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded on demand
  const { RE2JS: engine } = require('re2js') as { RE2JS: typeof RE2JS };
  return engine.compile(pattern);
}
