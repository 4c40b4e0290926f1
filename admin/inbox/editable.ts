import type { RequestView } from '../../client';
import { pointerKeys, valueAtPointer } from '../../contract/json-pointer';
import { exactJson } from '../../rules/presentation/exact-json';
import { labelOf } from '../../rules/presentation/label';
import { isCovered } from '../../rules/requests/json-patch';
import { parseJsonStrictly } from '../../rules/strict-json';
import { visible } from '../../rules/text';
import { numberIn } from './answer';
import type { Form } from './form';
import { withValueAt } from './revisions';

/*
 * The inputs for the places that an edit may change, and the context that they make (design rule 21).
 */

type Json = RequestView['context'][string];

/** One input. `json` also serves a text that an input would change or hide, and a place that has no value yet. */
export interface EditField {
  path: string;
  label: string;
  kind: 'line' | 'lines' | 'number' | 'boolean' | 'json';
  /** Absent: the context has nothing there. */
  value: Json | undefined;
  /** What the input shows at first. */
  text: string;
}

const MAX_FIELDS = 200;
const MAX_LINE_LENGTH = 80;

/** The inputs, one for each place that every requirement of the open stage lets change, and how many places are left out. */
export function editFields({ context, plan, stage }: Pick<RequestView, 'context' | 'plan' | 'stage'>): {
  fields: EditField[];
  more: number;
} {
  const open = (plan?.requirements ?? []).filter((requirement) => requirement.stage === stage);
  const lists = open.map(({ editable = [] }) => editable);
  const places = [...new Set(lists.flat().flatMap((pattern) => placesOf(context, pattern)))];
  const allowed = places.filter((place) => lists.every((paths) => isCovered(place, paths)));
  // A place within another one is changed there.
  const isAllowed = new Set(allowed);
  const outer = allowed.filter((place) => !parentsOf(place).some((parent) => isAllowed.has(parent)));
  return {
    fields: outer.slice(0, MAX_FIELDS).map((place) => fieldAt(context, place)),
    more: Math.max(0, outer.length - MAX_FIELDS),
  };
}

function parentsOf(pointer: string): string[] {
  const keys = pointer.split('/');
  return keys.slice(2).map((_, index) => keys.slice(0, index + 2).join('/'));
}

/** The places of the context to which a path leads: `*` is every key there is. The last key may be missing in an object. */
function placesOf(context: Json, pattern: string): string[] {
  let places: { pointer: string; value: Json | undefined }[] = [{ pointer: '', value: context }];
  for (const key of pointerKeys(pattern))
    places = places.flatMap(({ pointer, value }) =>
      keysAt(value, key).map((each) => ({
        pointer: `${pointer}/${each.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        value: (value as Record<string, Json>)[each],
      })),
    );
  return places.map(({ pointer }) => pointer);
}

function keysAt(value: Json | undefined, key: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (key === '*') return Object.keys(value);
  if (Array.isArray(value)) return Object.keys(value).includes(key) ? [key] : [];
  return [key];
}

function fieldAt(context: Json, path: string): EditField {
  const value = valueAtPointer(context, path) as Json | undefined;
  const kind = kindOf(value);
  const text = kind === 'json' ? (value === undefined ? '' : exactJson(value)) : `${value as string}`;
  return { path, label: labelFor(pointerKeys(path)), kind, value, text };
}

/** The label of a place, from all of its keys: `Items 2 price`. Items are numbered from 1. */
function labelFor(keys: string[]): string {
  return keys.map((key) => (/^\d+$/.test(key) ? `${Number(key) + 1}` : labelOf(key))).join(' › ');
}

function kindOf(value: Json | undefined): EditField['kind'] {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  // Forms change line ends, and an input hides invisible characters: such a text is edited as JSON, with escapes.
  if (typeof value !== 'string' || visible(value) !== value) return 'json';
  return value.includes('\n') || value.length > MAX_LINE_LENGTH ? 'lines' : 'line';
}

/** The name of the input for a place. */
export const editInputOf = (path: string) => `at:${path}`;

export interface EditIn {
  context: RequestView['context'];
  /** What is wrong with the inputs, by place. */
  problems: Record<string, string>;
}

/** The context that the inputs of a form make. A place whose input the form does not have stays as it is. */
export function editIn(form: Form, context: RequestView['context'], fields: readonly EditField[]): EditIn {
  const inForm = form.all('field');
  const problems: Record<string, string> = {};
  let edited: Json = context;
  for (const field of fields.filter(({ path }) => inForm.includes(path))) {
    // Empty inputs are not among the fields of a form.
    const text = form.one(editInputOf(field.path)) ?? '';
    if (text === field.text) continue;
    const read = valueIn(text, field);
    if ('problem' in read) problems[field.path] = read.problem;
    else edited = withValueAt(edited, pointerKeys(field.path), read.value);
  }
  return { context: edited as RequestView['context'], problems };
}

function valueIn(text: string, { kind, value }: EditField): { value: Json } | { problem: string } {
  if (kind === 'line' || kind === 'lines') return { value: text };
  if (kind === 'boolean') return { value: text === 'true' };
  if (kind === 'number') {
    const read = numberIn(text);
    return read.problem === undefined ? { value: read.value } : { problem: read.problem };
  }
  const read = parseJsonStrictly(text);
  if (read.ok) return { value: read.value as Json };
  if (!read.problem.endsWith('is not valid JSON')) return { problem: `cannot be kept: ${read.problem}` };
  const isText = typeof value === 'string' || value === undefined;
  return { problem: `is not valid JSON${isText ? ': put a text between double quotes' : ''}` };
}
