import { utf8Bytes } from '../../../contract/limits';
import { showCommand } from '../../../rules/notifications/show-command';
import { showOn } from '../../../rules/notifications/show-on';
import type { Message } from '../channel';
import { cutNote } from '../cut-note';
import { httpLink } from '../http-link';

const BYTES = { title: 300, text: 4_000, label: 100, value: 500, details: 3_000 };
const MOST_FACTS = 15;
const MOST_LINES = 40;

/**
 * A message as an Adaptive Card. Every text is a run of a RichTextBlock: a TextBlock or a FactSet would render the Markdown
 * in it, links and all.
 *
 * @param share of the room for texts, above 0 and at most 1
 */
export function cardOf(message: Message, share: number): object {
  const { title, text, facts, details } = message;
  const link = httpLink(message.link);
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      block([{ text: showOn('card', title, BYTES.title), weight: 'Bolder', size: 'Medium' }]),
      ...lines(message, text, share * BYTES.text, {}),
      ...facts.slice(0, MOST_FACTS).map((fact) => factBlock(fact, share)),
      ...lines(message, details, share * BYTES.details, { fontType: 'Monospace', size: 'Small' }),
      ...(link === undefined ? [block([{ text: showOn('card', showCommand(message.subject)) }])] : []),
    ],
    ...(link !== undefined && { actions: [{ type: 'Action.OpenUrl', title: 'Open', url: link }] }),
  };
}

function factBlock({ label, value }: Message['facts'][number], share: number): object {
  return block(
    [
      { text: `${showOn('card', label, BYTES.label)}: `, weight: 'Bolder' },
      { text: showOn('card', value, share * BYTES.value) },
    ],
    'Small',
  );
}

/** Each line a block of its own: a run has no line breaks. */
function lines({ link }: Message, text: string | undefined, bytes: number, style: object): object[] {
  if (!text) return [];
  const all = showOn('plain', text, bytes).split('\n');
  const isCut = utf8Bytes(text) > bytes || all.length > MOST_LINES;
  return [
    ...all
      .slice(0, MOST_LINES)
      .map((line, index) =>
        block([{ text: indented(showOn('card', line)), ...style }], index === 0 ? 'Medium' : 'None'),
      ),
    ...(isCut ? [block([{ text: cutNote(link), isSubtle: true }])] : []),
  ];
}

/** Spaces at the beginning of a line are not shown. */
function indented(line: string): string {
  return line.replace(/^ +/, (spaces) => '\u00A0'.repeat(spaces.length));
}

function block(runs: ({ text: string } & Record<string, unknown>)[], spacing = 'Default'): object {
  // An empty run is not valid.
  const inlines = runs.map((run) => ({ type: 'TextRun', ...run, text: run.text || '\u00A0' }));
  return { type: 'RichTextBlock', spacing, inlines };
}
