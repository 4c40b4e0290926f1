import type { ChatPostMessageArguments } from '@slack/web-api';
import { escapeFor } from '../../../rules/notifications/escape-for';
import { fitLines, type FittingLines } from '../fit-lines';

/*
 * The parts of Slack messages and modals. Texts of agents and people are plain text there, which Slack does not render.
 */

export type Blocks = NonNullable<Extract<ChatPostMessageArguments, { blocks?: unknown }>['blocks']>;
export type Block = Blocks[number];

/** Slack's limits, in characters; for `fields`, the number of fields. */
const MAX = {
  header: 150,
  section: 3_000,
  field: 2_000,
  fields: 10,
  label: 75,
  preformatted: 3_000,
  part: 3_900,
  question: 100,
  questionText: 300,
  answer: 30,
};
const CUT = '…';

interface Fact {
  label: string;
  value: string;
}

/** Whether a text is shown without being cut. */
export const fits = {
  section: (text: string) => escapeFor('plain', text).length <= MAX.section,
  header: (text: string) => escapeFor('line', text).length <= MAX.header,
  fact: (fact: Fact) => factText(fact).length <= MAX.field,
};

/** Plain text that keeps its lines. */
export function plain(text: string) {
  return plainText(escapeFor('plain', text), MAX.section);
}

/** Plain text in one line. */
export function line(text: string, max: number) {
  return plainText(escapeFor('line', text), max);
}

function plainText(shown: string, max: number) {
  return { type: 'plain_text' as const, text: cutAt(shown, max) || ' ', emoji: false };
}

export function header(text: string): Block {
  return { type: 'header', text: line(text, MAX.header) };
}

export function section(text: string): Block {
  return { type: 'section', text: plain(text) };
}

/** Facts side by side, in as many sections as they need. A value is one line, so it cannot imitate another fact. */
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

/** The lines that fit. Slack counts characters, and there are at least as many bytes. */
export function fittingLines(text: string): FittingLines {
  return fitLines(text, MAX.preformatted);
}

/** The same, for what is shown below a heading. */
export function fittingSection(text: string): FittingLines {
  return fitLines(text, MAX.part);
}

export function preformatted(shown: string): Block {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: shown }] }],
  };
}

/** A line of small text. */
export function remark(text: string): Block {
  return { type: 'context', elements: [line(text, MAX.field)] };
}

interface ButtonOptions {
  action_id: string;
  value?: string;
  url?: string;
  style?: 'primary' | 'danger';
  confirm?: ReturnType<typeof question>;
}

export function button(text: string, more: ButtonOptions) {
  return { type: 'button' as const, text: line(text, MAX.label), ...more };
}

/** The most characters of one line in the text of a question, so that one long line does not push out the others. */
const MAX_QUESTION_LINE = 100;

/**
 * What Slack asks after a click, before it sends the click. The lines cannot imitate each other. @param yes the label
 * of the button that sends the click
 */
export function question(title: string, lines: string[], yes: string) {
  const text = lines.map((one) => line(one, MAX_QUESTION_LINE).text).join('\n');
  return {
    title: line(title, MAX.question),
    text: plainText(text, MAX.questionText),
    confirm: line(yes, MAX.answer),
    deny: line('Go back', MAX.answer),
    style: 'danger' as const,
  };
}

/** The text for notifications, such as on a phone's lock screen. It is the only text that Slack would render, so it is escaped. */
export function fallback(title: string): string {
  return escapeFor('mrkdwn', title, 1_000);
}

/** The text in at most `max` characters: a longer one is cut and ends with an ellipsis. It never cuts a character in half. */
export function cutAt(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > max - CUT.length) break;
    kept += character;
  }
  return kept + CUT;
}
