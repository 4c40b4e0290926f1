import type { RequestView } from '../../../client';
import { visible } from '../../../rules/visible';

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

function barred(text: string): string[] {
  return visible(text)
    .split('\n')
    .map((line) => `  │ ${line}`);
}
