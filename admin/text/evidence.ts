import type { RequestView } from '../../client';
import { type Evidence, imageType } from '../../contract/evidence';
import { type Content, describe } from '../../rules/presentation/content';
import { count } from '../../rules/presentation/number';
import { linesOf } from '../../rules/presentation/text-form';
import { visibleLine as line } from '../../rules/text';
import { barredContent } from './content';
import { type TextStyle, quoted } from './table';

/*
 * What supports a request, complete: the agent's own explanation, and its evidence (design rule 25).
 */

/** The rationale and the evidence, with the same structure as the arguments. */
export function evidenceLines(
  out: TextStyle,
  { rationale, evidence = [] }: Pick<RequestView, 'rationale' | 'evidence'>,
): string[] {
  const { dim } = out.colours;
  return [
    ...(rationale === undefined
      ? []
      : ['', dim("the agent's own explanation, which nobody has checked"), ...quoted(rationale).slice(1)]),
    ...evidence.flatMap((item, index) => [
      '',
      dim(`evidence ${index + 1} of ${evidence.length}: ${line(item.title)} (${kindText(item)})`),
      ...itemLines(out, item),
    ]),
  ];
}

function kindText(item: Evidence): string {
  return item.kind === 'table' ? `table, ${count(item.content.length, 'row')}` : item.kind;
}

function itemLines(out: TextStyle, item: Evidence): string[] {
  if (item.kind === 'image') return [`  ${imageText(item.content)}`];
  if (item.kind === 'link') return [`  ${line(item.content)} (host: ${line(new URL(item.content).host)})`];
  return barredContent(out, contentOf(item));
}

function contentOf(item: Evidence): Content {
  if (item.kind !== 'diff') return describe(item.content);
  // A diff without a header would be taken for plain text.
  const [text, language] = [item.content, 'diff' as const];
  return { kind: 'block', text, language, lines: linesOf(text).length, characters: text.length };
}

/** The type and the size of an image: a terminal does not show it. */
function imageText(base64: string): string {
  const type = imageType(base64) ?? 'an image of an unknown type';
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  const bytes = (base64.length / 4) * 3 - padding;
  return `${type}, ${count(bytes, 'byte')}: the inbox shows it`;
}
