import { exactNumber } from '../../rules/presentation/number';
import { parseJsonStrictly } from '../../rules/strict-json';
import { visible, visibleLine as line } from '../../rules/text';
import type { Form } from './form';

/*
 * A modification by a form: a field for each plain value of the run's state or input. Agents merge a modification over their
 * state, so only what was changed is sent.
 */

type Plain = string | number | boolean;

/** The values that a form can change, by key, as they are now. */
export type PlainFields = Record<string, Plain>;

const MAX_FIELDS = 20;
const MAX_TEXT_LENGTH = 2_000;

/** The hidden field with the values that the form showed, as JSON. */
export const SHOWN_FIELDS = 'fields';

/** The name of the field at this place. A key may contain anything, so the name does not contain it. */
export const fieldName = (index: number): string => `${FIELD}${index}`;

const FIELD = 'field-';

/** Whether the form came with a filled field. A program may send the JSON alone. */
export function hasFields(form: Form): boolean {
  return form.entries().some(([name]) => name.startsWith(FIELD));
}

/** The plain values of an object, for a form. Undefined if there is none, or if there are too many for a form. */
export function plainFieldsOf(value: unknown): PlainFields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const plain = Object.entries(value).filter((entry): entry is [string, Plain] => isEditable(entry[1]));
  return plain.length === 0 || plain.length > MAX_FIELDS ? undefined : Object.fromEntries(plain);
}

/**
 * A browser changes line ends and characters that HTML cannot represent, so a form would send such a text back changed.
 */
function isEditable(value: unknown): value is Plain {
  if (typeof value === 'string') return value.length <= MAX_TEXT_LENGTH && visible(value) === value;
  return typeof value === 'number' || typeof value === 'boolean';
}

/** The fields that a form showed. Undefined if the form had none. */
export function shownFields(form: Form): PlainFields | undefined {
  const text = form.one(SHOWN_FIELDS);
  const parsed = text === undefined ? undefined : parseJsonStrictly(text);
  return parsed?.ok ? plainFieldsOf(parsed.value) : undefined;
}

/** The value as the text of its field. */
export function fieldText(value: Plain): string {
  return typeof value === 'number' ? exactNumber(value) : `${value}`;
}

/** The values that were changed, each with the type that it had, or what is wrong with one of them. */
export function changedFields(form: Form): { changes: PlainFields } | { problem: string } {
  const changes: [string, Plain][] = [];
  for (const [index, [key, now]] of Object.entries(shownFields(form) ?? {}).entries()) {
    // An empty field is left out of the form.
    const converted = convert(form.one(fieldName(index)) ?? '', now);
    if ('problem' in converted) return { problem: `${line(key) || 'The empty key'}: ${converted.problem}` };
    if (converted.value !== now) changes.push([key, converted.value]);
  }
  return { changes: Object.fromEntries(changes) };
}

/** The value that was typed, with the type of the current value. */
function convert(typed: string, now: Plain): { value: Plain } | { problem: string } {
  if (typeof now === 'string') return { value: typed };
  const text = typed.trim();
  if (typeof now === 'boolean') {
    if (text === 'true' || text === 'false') return { value: text === 'true' };
    return { problem: `choose yes or no${text === '' ? '' : `, not ${line(text)}`}.` };
  }
  if (text === '') return { problem: `a number is needed, such as ${exactNumber(now)}.` };
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text))
    return { problem: `"${line(text)}" is not a number. Write digits and a dot, such as 1500 or 0.5.` };
  const parsed = parseJsonStrictly(text, `"${line(text)}"`);
  return parsed.ok ? { value: parsed.value as number } : { problem: `${parsed.problem}.` };
}
