import type { TeamsConfig } from '../../contract/config/channels';
import { utf8Bytes } from '../../contract/limits';
import { escapeFor } from '../../rules/notifications/escape-for';
import { groupedNumber } from '../../rules/presentation/number';
import {
  type Channel,
  commandOf,
  cutNote,
  httpLink,
  type Message,
  refusedByChannel,
  tryAgain,
} from './channel';
import { fitLines } from './fit-lines';
import { httpPost, secondsToWait } from './http-post';

/** Posts a card with a link to a Microsoft Teams channel, through the URL of a workflow in Teams. */
export function teamsChannel({ url }: TeamsConfig): Channel {
  // Only the host is shown: the rest of the URL is a secret that allows anyone to post.
  const { host } = new URL(url);
  return {
    audience: 'chat',
    addressOf: () => undefined,
    async send(message) {
      // Without the charset, Teams counts each byte twice.
      const answer = await httpPost(url, cardMessage(message), {
        'Content-Type': 'application/json; charset=utf-8',
      });
      if (answer.ok) return undefined;
      const why = `${host} answered ${answer.status}`;
      throw isForGood(answer.status) ? refusedByChannel(why) : tryAgain(why, secondsToWait(answer));
    },
    check: () =>
      Promise.resolve(`posts cards to ${host}; only a real message can show whether Teams accepts them`),
  };
}

function isForGood(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

/** Teams accepts at most 28 KB, including what it adds itself. */
const MAX_BYTES = 24 * 1024;
/** The shares of the texts that are tried, in this order, until the card fits. */
const SHARES = [1, 0.5, 0.25, 0.1];

/** The body of the post: as much of the message as fits. */
export function cardMessage(message: Message): string {
  const bodies = SHARES.map((share) => () => bodyWith(adaptiveCard(message, share)));
  for (const body of bodies) if (utf8Bytes(body()) <= MAX_BYTES) return body();
  return bodyWith(adaptiveCard({ ...message, text: '', facts: [], details: '', sections: [] }, 1));
}

function bodyWith(card: object): string {
  return JSON.stringify({
    type: 'message',
    attachments: [
      { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card },
    ],
  });
}

const BYTES = { title: 300, text: 4_000, label: 100, value: 500, details: 3_000, section: 3_000 };
const CODE = { fontType: 'Monospace', size: 'Small' };
const MAX_FACTS = 15;
const MAX_LINES = 40;

/**
 * A message as an Adaptive Card. Every text is a run of a RichTextBlock, since a TextBlock or a FactSet would render Markdown
 * and links in it.
 *
 * @param share the share of the limits for texts, above 0 and at most 1
 */
function adaptiveCard(message: Message, share: number): object {
  const { title, text, facts, details, sections = [] } = message;
  const link = httpLink(message.link);
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      block([{ text: escapeFor('card', title, BYTES.title), weight: 'Bolder', size: 'Medium' }]),
      ...lines(message, text, share * BYTES.text, {}),
      ...facts.slice(0, MAX_FACTS).map((fact) => factBlock(fact, share)),
      ...lines(message, details, share * BYTES.details, CODE),
      ...sections.flatMap(({ heading, text: own }) => [
        block([{ text: escapeFor('card', heading, BYTES.label), weight: 'Bolder' }]),
        ...lines(message, own, share * BYTES.section, CODE),
      ]),
      ...(link === undefined ? [block([{ text: escapeFor('card', commandOf(message)) }])] : []),
    ],
    ...(link !== undefined && { actions: [{ type: 'Action.OpenUrl', title: 'Open', url: link }] }),
  };
}

function factBlock({ label, value }: Message['facts'][number], share: number): object {
  return block(
    [
      { text: `${escapeFor('card', label, BYTES.label)}: `, weight: 'Bolder' },
      { text: escapeFor('card', value, share * BYTES.value) },
    ],
    'Small',
  );
}

/** One block for each line, since a run cannot have line breaks. */
function lines({ link }: Message, text: string | undefined, bytes: number, style: object): object[] {
  if (!text) return [];
  const fitting = fitLines(text, bytes);
  const all = fitting.shown.split('\n');
  const leftOut =
    all.length > MAX_LINES
      ? `${MAX_LINES} of ${groupedNumber(text.split('\n').length)} lines are shown.`
      : fitting.leftOut;
  return [
    ...all
      .slice(0, MAX_LINES)
      .map((line, index) =>
        block([{ text: indented(escapeFor('card', line)), ...style }], index === 0 ? 'Medium' : 'None'),
      ),
    ...(leftOut === undefined ? [] : [block([{ text: cutNote(leftOut, link), isSubtle: true }])]),
  ];
}

/** Teams does not show spaces at the beginning of a line, but it shows non-breaking ones. */
function indented(line: string): string {
  return line.replace(/^ +/, (spaces) => '\u00A0'.repeat(spaces.length));
}

function block(runs: ({ text: string } & Record<string, unknown>)[], spacing = 'Default'): object {
  // An empty run is invalid.
  const inlines = runs.map((run) => ({ type: 'TextRun', ...run, text: run.text || '\u00A0' }));
  return { type: 'RichTextBlock', spacing, inlines };
}
