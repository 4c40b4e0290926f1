import type { RequestView } from '../../client';
import type { FormField } from '../../contract/response-form';
import { exactJson } from '../../rules/presentation/exact-json';
import { formOf } from '../../rules/requests/message-problem';
import { visibleLine as line } from '../../rules/text';
import { valueBlock } from './content';
import { type TextStyle, quoted } from './table';

/*
 * The response form of a request and its answer (design rule 24).
 */

/** The fields that the person answers beside the decision. Nothing after the end. */
export function formLines({ colours }: TextStyle, request: RequestView): string[] {
  const form = formOf(request);
  if (form === undefined || request.status !== 'pending') return [];
  const { required = [] } = form;
  return [
    '',
    colours.dim('response form, answered with --answer'),
    ...Object.entries(form.properties).flatMap(([name, field]) => [
      `  ${line(name)}: ${[...(required.includes(name) ? ['required'] : []), ...fieldTexts(field)].join(', ')}`,
      ...[field.title, field.description].flatMap((text) =>
        text === undefined ? [] : [`    ${line(text)}`],
      ),
    ]),
  ];
}

/** What a field accepts, one text for each thing: `text`, `at most 20 characters`, `default "x"`. */
function fieldTexts(field: FormField): string[] {
  const texts = field.default === undefined ? [] : [`default ${exactJson(field.default, 0)}`];
  switch (field.type) {
    case 'boolean':
      return ['true or false', ...texts];
    case 'array':
      return [
        `a list of ${choicesText(field.items)}`,
        ...rangeText(field.minItems, field.maxItems, ' choices'),
        ...texts,
      ];
    case 'string':
      return [
        field.enum === undefined ? 'text' : `one of ${choicesText(field)}`,
        ...(field.format === undefined ? [] : [`format ${field.format}`]),
        ...(field.pattern === undefined ? [] : [`pattern ${line(field.pattern)}`]),
        ...rangeText(field.minLength, field.maxLength, ' characters'),
        ...texts,
      ];
    default:
      return [
        field.type === 'integer' ? 'whole number' : 'number',
        ...rangeText(field.minimum, field.maximum, ''),
        ...texts,
      ];
  }
}

/** The values to send, each with the text that the form shows for it: `"eu" (Europe), "us" (USA)`. */
function choicesText({ enum: values = [], enumNames }: { enum?: string[]; enumNames?: string[] }): string {
  return values
    .map((value, index) => {
      const name = enumNames?.[index];
      return name === undefined ? exactJson(value, 0) : `${exactJson(value, 0)} (${line(name)})`;
    })
    .join(', ');
}

function rangeText(least: number | undefined, most: number | undefined, of: string): string[] {
  return [
    ...(least === undefined ? [] : [`at least ${least}${of}`]),
    ...(most === undefined ? [] : [`at most ${most}${of}`]),
  ];
}

/** What was answered: the text instead of an approval, and the answer to the form. */
export function answerLines(out: TextStyle, { answer, answerText }: RequestView): string[] {
  const { dim } = out.colours;
  return [
    ...(answerText === undefined ? [] : ['', dim('answered'), ...quoted(answerText).slice(1)]),
    ...valueBlock(out, dim('answer to the form'), answer),
  ];
}
