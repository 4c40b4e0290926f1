import type { TeamsConfig } from '../../contract/config/channels';
import { utf8Bytes } from '../../contract/limits';
import { showCommand } from '../../rules/notifications/compose';
import { escapeFor } from '../../rules/notifications/escape-for';
import { type Channel, cutNote, httpLink, type Message, refusedByChannel, tryAgain } from './channel';
import { httpPost, secondsToWait } from './http-post';

/** Posts a card with a link into a channel of Microsoft Teams, by the address of a workflow there. */
export function teamsChannel({ url }: TeamsConfig): Channel {
  // The rest of the address is a secret: whoever has it may post.
  const { host } = new URL(url);
  return {
    audience: 'chat',
    addressOf: () => undefined,
    async send(message) {
      // Without its charset Teams counts each byte twice.
      const answer = await httpPost(url, cardMessage(message), {
        'Content-Type': 'application/json; charset=utf-8',
      });
      if (answer.ok) return undefined;
      const why = `${host} answered ${answer.status}`;
      throw isForGood(answer.status) ? refusedByChannel(why) : tryAgain(why, secondsToWait(answer));
    },
    check: () => Promise.resolve(`posts cards to ${host}; whether it takes them shows only a message`),
  };
}

function isForGood(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

/** Teams takes no more than 28 KB with all that it adds. */
const MAX_BYTES = 24 * 1024;
/** How much of the texts is shown, tried in this order. */
const SHARES = [1, 0.5, 0.25, 0.1];

/** The body of the post: as much of the message as fits. */
export function cardMessage(message: Message): string {
  const bodies = SHARES.map((share) => () => bodyWith(adaptiveCard(message, share)));
  for (const body of bodies) if (utf8Bytes(body()) <= MAX_BYTES) return body();
  return bodyWith(adaptiveCard({ ...message, text: '', facts: [], details: '' }, 1));
}

function bodyWith(card: object): string {
  return JSON.stringify({
    type: 'message',
    attachments: [
      { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card },
    ],
  });
}

const BYTES = { title: 300, text: 4_000, label: 100, value: 500, details: 3_000 };
const MAX_FACTS = 15;
const MAX_LINES = 40;

/**
 * A message as an Adaptive Card. Every text is a run of a RichTextBlock: a TextBlock or a FactSet would render the Markdown
 * in it, links and all.
 *
 * @param share of the room for texts, above 0 and at most 1
 */
function adaptiveCard(message: Message, share: number): object {
  const { title, text, facts, details } = message;
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
      ...lines(message, details, share * BYTES.details, { fontType: 'Monospace', size: 'Small' }),
      ...(link === undefined ? [block([{ text: escapeFor('card', showCommand(message.subject)) }])] : []),
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

/** Each line a block of its own: a run has no line breaks. */
function lines({ link }: Message, text: string | undefined, bytes: number, style: object): object[] {
  if (!text) return [];
  const all = escapeFor('plain', text, bytes).split('\n');
  const isCut = utf8Bytes(text) > bytes || all.length > MAX_LINES;
  return [
    ...all
      .slice(0, MAX_LINES)
      .map((line, index) =>
        block([{ text: indented(escapeFor('card', line)), ...style }], index === 0 ? 'Medium' : 'None'),
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
