import type { RequestView } from '../../../client';
import { barred, visibleLine } from '../../../rules/visible';

/** The arguments as JSON, each line behind a bar: an agent writes them, and must not look like the rest of the page. */
export function argumentsOf({ context, unknown }: RequestView): string[] {
  if (unknown?.includes('context')) return ['  not known without a worker'];
  if (Object.keys(context).length === 0) return ['  none'];
  return barred(JSON.stringify(context, undefined, 2));
}

/** Text of several lines, each behind a bar. */
export function quoted(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : ['', ...barred(text)];
}

/** A value as JSON under its title; nothing for an absent one or an empty object. */
export function jsonBlock(title: string, value: unknown): string[] {
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return value === undefined || isEmpty ? [] : ['', title, ...barred(JSON.stringify(value, undefined, 2))];
}

const SHORT = 80;

/** The same beside its title where it is short, also an empty object. */
export function jsonBeside(title: string, value: unknown): string[] {
  if (value === undefined) return [];
  const json = JSON.stringify(value);
  return json.length <= SHORT ? [`${title}: ${visibleLine(json)}`] : jsonBlock(title, value).slice(1);
}
