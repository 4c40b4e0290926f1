import type { ChatPostMessageArguments } from '@slack/web-api';
import { showOn } from '../../../rules/notifications/show-on';

/** Parts of messages and modals. What agents and people wrote stands in them as plain text: Slack renders none of it. */

export type Blocks = NonNullable<Extract<ChatPostMessageArguments, { blocks?: unknown }>['blocks']>;
export type Block = Blocks[number];

/** The most characters that Slack takes, and the most of a kind. */
const MOST = { header: 150, section: 3_000, field: 2_000, fields: 10, label: 75, preformatted: 3_000 };
const CUT = '…';

interface Fact {
  label: string;
  value: string;
}

/** Whether it is shown whole. */
export const fits = {
  section: (text: string) => showOn('plain', text).length <= MOST.section,
  preformatted: (text: string) => showOn('plain', text).length <= MOST.preformatted,
  header: (text: string) => showOn('line', text).length <= MOST.header,
  fact: (fact: Fact) => factText(fact).length <= MOST.field,
};

/** In as many lines as it has. */
export function plain(text: string) {
  return plainText(showOn('plain', text), MOST.section);
}

/** In one line. */
export function line(text: string, most: number) {
  return plainText(showOn('line', text), most);
}

function plainText(shown: string, most: number) {
  return { type: 'plain_text' as const, text: cutAt(shown, most) || ' ', emoji: false };
}

export function header(text: string): Block {
  return { type: 'header', text: line(text, MOST.header) };
}

export function section(text: string): Block {
  return { type: 'section', text: plain(text) };
}

/** Facts side by side, as many sections as they need. A value is one line: it cannot pass for another fact. */
export function facts(list: Fact[]): Block[] {
  const fields = list.map((fact) => plainText(factText(fact), MOST.field));
  return Array.from({ length: Math.ceil(fields.length / MOST.fields) }, (_, index) => ({
    type: 'section',
    fields: fields.slice(index * MOST.fields, (index + 1) * MOST.fields),
  }));
}

function factText({ label, value }: Fact): string {
  return `${showOn('line', label)}\n${showOn('line', value)}`;
}

export function preformatted(text: string): Block {
  const shown = cutAt(showOn('plain', text), MOST.preformatted);
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: shown }] }],
  };
}

/** A line in small letters. */
export function remark(text: string): Block {
  return { type: 'context', elements: [line(text, MOST.field)] };
}

export function button(
  text: string,
  more: { action_id: string; value?: string; url?: string; style?: 'primary' | 'danger' },
) {
  return { type: 'button' as const, text: line(text, MOST.label), ...more };
}

/** What a phone's lock screen shows: the one text that Slack would render. */
export function fallback(title: string): string {
  return showOn('mrkdwn', title, 1_000);
}

/** The text, or as much of its beginning as fits with an ellipsis; no character is cut in two. */
export function cutAt(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > most - CUT.length) break;
    kept += character;
  }
  return kept + CUT;
}
