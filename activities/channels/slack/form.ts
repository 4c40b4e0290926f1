import type { FormField, ResponseForm } from '../../../contract/response-form';
import { escapeFor } from '../../../rules/notifications/escape-for';

/** Slack's limits for the form in a modal; texts in characters. */
export const FORM_MAX = { fields: 10, checkboxes: 10, option: 75, input: 3_000 };

/** Whether the form can be filled in in Slack. A larger one is filled in in the inbox. */
export function fitsModal({ properties }: ResponseForm): boolean {
  const fields = Object.values(properties);
  return fields.length <= FORM_MAX.fields && fields.every(fieldFits);
}

function fieldFits(field: FormField): boolean {
  const choices = choicesOf(field);
  // Two choices whose texts were cut could look the same.
  if (choices !== undefined)
    return choices.every(({ text }) => escapeFor('line', text).length <= FORM_MAX.option);
  if (field.type !== 'string') return true;
  const { minLength = 0, default: given = '' } = field;
  return minLength <= FORM_MAX.input && given.length <= FORM_MAX.input;
}

/** The values that a field can have, with their texts; undefined for other fields. */
export function choicesOf(field: FormField): { value: string; text: string }[] | undefined {
  const named = field.type === 'array' ? field.items : field.type === 'string' ? field : undefined;
  return named?.enum?.map((value, index) => ({ value, text: named.enumNames?.[index] ?? value }));
}
