import type { ChatPostMessageArguments } from '@slack/web-api';
import { escapeFor } from '../../../rules/notifications/escape-for';

/** Parts of messages and modals. What agents and people wrote stands in them as plain text: Slack renders none of it. */

export type Blocks = NonNullable<Extract<ChatPostMessageArguments, { blocks?: unknown }>['blocks']>;
export type Block = Blocks[number];

/** The most characters that Slack takes, and the most of a kind. */
const MAX = { header: 150, section: 3_000, field: 2_000, fields: 10, label: 75, preformatted: 3_000 };
const CUT = '…';

interface Fact {
  label: string;
  value: string;
}

/** Whether it is shown whole. */
export const fits = {
  section: (text: string) => escapeFor('plain', text).length <= MAX.section,
  preformatted: (text: string) => escapeFor('plain', text).length <= MAX.preformatted,
  header: (text: string) => escapeFor('line', text).length <= MAX.header,
  fact: (fact: Fact) => factText(fact).length <= MAX.field,
};

/** In as many lines as it has. */
export function plain(text: string) {
  return plainText(escapeFor('plain', text), MAX.section);
}

/** In one line. */
export function line(text: string, most: number) {
  return plainText(escapeFor('line', text), most);
}

function plainText(shown: string, most: number) {
  return { type: 'plain_text' as const, text: cutAt(shown, most) || ' ', emoji: false };
}

export function header(text: string): Block {
  return { type: 'header', text: line(text, MAX.header) };
}

export function section(text: string): Block {
  return { type: 'section', text: plain(text) };
}

/** Facts side by side, as many sections as they need. A value is one line: it cannot pass for another fact. */
export function facts(list: Fact[]): Block[] {
  const fields = list.map((fact) => plainText(factText(fact), MAX.field));
  return Array.from({ length: Math.ceil(fields.length / MAX.fields) }, (_, index) => ({
    type: 'section',
    fields: fields.slice(index * MAX.fields, (index + 1) * MAX.fields),
  }));
}

function factText({ label, value }: Fact): string {
  return `${escapeFor('line', label)}\n${escapeFor('line', value)}`;
}

export function preformatted(text: string): Block {
  const shown = cutAt(escapeFor('plain', text), MAX.preformatted);
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: shown }] }],
  };
}

/** A line in small letters. */
export function remark(text: string): Block {
  return { type: 'context', elements: [line(text, MAX.field)] };
}

export function button(
  text: string,
  more: { action_id: string; value?: string; url?: string; style?: 'primary' | 'danger' },
) {
  return { type: 'button' as const, text: line(text, MAX.label), ...more };
}

/** What a phone's lock screen shows: the one text that Slack would render. */
export function fallback(title: string): string {
  return escapeFor('mrkdwn', title, 1_000);
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
