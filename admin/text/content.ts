import type { RequestView } from '../../client';
import { type Content, describe } from '../../rules/presentation/content';
import { contentLines, type LineStyle, type Tone } from '../../rules/presentation/lines';
import { visibleLine } from '../../rules/text';
import type { TextStyle } from './table';

/*
 * JSON values in a terminal, with the same structure as on the pages. Each line has a bar before it, so that an agent's text
 * cannot look like other output.
 */

const BAR = '  │ ';

/** The arguments of a request. */
export function argumentsOf(out: TextStyle, { context, unknown }: RequestView): string[] {
  if (unknown?.includes('context')) return ['  unknown without a worker'];
  if (Object.keys(context).length === 0) return ['  none'];
  return valueLines(out, context);
}

/** A value below its title. Nothing if it is undefined or an empty object. */
export function valueBlock(out: TextStyle, title: string, value: unknown): string[] {
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return value === undefined || isEmpty ? [] : ['', title, ...valueLines(out, value)];
}

const SHORT = 80;

/** A short value as JSON beside its title, a longer one below it. Nothing if it is undefined. */
export function valueBeside(out: TextStyle, title: string, value: unknown): string[] {
  if (value === undefined) return [];
  const json = JSON.stringify(value);
  return json.length <= SHORT ? [`${title}: ${visibleLine(json)}`] : [title, ...valueLines(out, value)];
}

function valueLines(out: TextStyle, value: unknown): string[] {
  return barredContent(out, describe(value));
}

/** A content tree, each line with a bar before it. */
export function barredContent(out: TextStyle, content: Content): string[] {
  return contentLines(content, styleOf(out)).map((line) => BAR + line);
}

/** On a terminal the lines fit its width, and times and numbers follow the reader's settings. A pipe gets neither. */
function styleOf({ colours, columns }: TextStyle): LineStyle {
  const paints: Record<Tone, (text: string) => string> = {
    label: colours.dim,
    note: colours.dim,
    added: colours.green,
    removed: colours.red,
    hunk: colours.cyan,
  };
  const paint = (tone: Tone, text: string) => paints[tone](text);
  if (columns === undefined) return { width: Infinity, paint };
  const { locale } = new Intl.NumberFormat().resolvedOptions();
  const times = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long' });
  return {
    width: Math.max(20, columns - BAR.length),
    paint,
    locale,
    time: (iso) => times.format(new Date(iso)),
  };
}
