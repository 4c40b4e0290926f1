import { defined } from '../../../contract/defined';
import type { SubjectRecord } from '../../../contract/notification';
import type { RequestRecord } from '../../../contract/request';
import { keyFacts } from '../../../rules/presentation/facts';
import { contentLines, PLAIN } from '../../../rules/presentation/lines';
import { isSevere } from '../../../rules/presentation/policy';
import type { Message } from '../channel';
import {
  type Block,
  type Blocks,
  button,
  facts,
  fallback,
  fits,
  fittingLines,
  header,
  preformatted,
  question,
  remark,
  section,
} from './blocks';
import { BUTTONS, type ButtonValue } from './buttons';

/** Slack accepts 50 blocks in one message. */
const MAX_ITEMS = 40;
const MAX_FACTS = 20;

export interface Card {
  blocks: Blocks;
  text: string;
}

/** The card of a message. @param canDecide whether the admin server accepts clicks from Slack */
export function cardOf(message: Message, canDecide: boolean): Card {
  const { title, text, details, link, items = [], isActionable, about, lacksContent } = message;
  const fitting = fittingLines(details ?? '');
  const isWhole = fitting.leftOut === undefined && !isCut(message);
  const showsAll = isWhole && !lacksContent;
  const blocks: Blocks = [
    header(title),
    ...(fits.header(title) ? [] : [section(title)]),
    ...(text ? [section(text)] : []),
    ...facts(message.facts.slice(0, MAX_FACTS)),
    ...(details ? [preformatted(fitting.shown)] : []),
    ...items.slice(0, MAX_ITEMS).map(itemOf),
    ...(isWhole ? [] : [remark(cutRemark(link, fitting.leftOut))]),
  ];
  const buttons = [
    ...(canDecide && isActionable && about && (showsAll || !mustReadAll(about))
      ? decidingButtons(about)
      : []),
    ...(link === undefined ? [] : [button(linkLabel(message), { action_id: BUTTONS.open, url: link })]),
  ];
  if (buttons.length > 0) blocks.push({ type: 'actions', elements: buttons });
  return { blocks, text: fallback(title) };
}

function itemOf({ title, link }: { title: string; link?: string }): Block {
  const entry = section(title);
  if (link === undefined) return entry;
  return { ...entry, accessory: button('Open', { action_id: BUTTONS.open, url: link }) } as Block;
}

function isCut({ text = '', items = [], facts: list, title }: Message): boolean {
  const isWhole = fits.section(title) && fits.section(text) && list.every(fits.fact);
  return !isWhole || items.length > MAX_ITEMS || list.length > MAX_FACTS;
}

/** Whether a policy demands that everything was displayed before a decision (design rule 28). */
function mustReadAll({ kind, record }: SubjectRecord): boolean {
  return kind === 'request' && record.plan?.presentation?.mustReadAll === true;
}

function cutRemark(link: string | undefined, leftOut = 'This message is cut.'): string {
  return `${leftOut} ${link === undefined ? 'Temporal has all of it.' : 'Open the page to see all of it.'}`;
}

function linkLabel({ subject, isActionable, items }: Message): string {
  if (items) return 'Open the inbox';
  return subject.kind === 'escalation' && isActionable ? 'Resolve on the page' : 'Open the page';
}

function decidingButtons(about: SubjectRecord) {
  const value = JSON.stringify(valueOf(about));
  if (about.kind === 'escalation')
    return about.record.status === 'pending'
      ? [button('Acknowledge', { action_id: BUTTONS.acknowledge, value, style: 'primary' })]
      : [];
  const approve = about.record.kind === 'confirmation' ? 'Confirm' : 'Approve';
  const confirm = questionAbout(about.record);
  return [
    button(approve, { action_id: BUTTONS.approve, value, style: 'primary', ...defined({ confirm }) }),
    button('Reject', { action_id: BUTTONS.reject, value, style: 'danger' }),
  ];
}

/** What Slack asks before an approval of high severity: the action, the resource and the facts that matter. */
function questionAbout({ action, resource, context, plan }: RequestRecord) {
  const { severity, highlight } = plan?.presentation ?? {};
  if (!isSevere(severity)) return undefined;
  const facts = keyFacts(context, highlight).map(
    ({ label, content }) => `${label}: ${contentLines(content, PLAIN).join(' ⏎ ')}`,
  );
  const what = [`Action: ${action}`, ...(resource === undefined ? [] : [`Resource: ${resource}`])];
  return question(`Approve this request of ${severity} severity?`, [...what, ...facts], 'Approve');
}

function valueOf({ kind, record }: SubjectRecord): ButtonValue {
  if (kind === 'escalation') return { kind, id: record.id, level: record.level };
  const contentHash = record.plan?.contentHash;
  return {
    kind,
    id: record.id,
    ...defined({ stage: record.stage, contentHash }),
    ...(record.confirmation?.confirmValue !== undefined && { typed: true }),
  };
}
