import { defined } from '../../../contract/defined';
import type { SubjectRecord } from '../../../contract/notification';
import type { RequestRecord } from '../../../contract/request';
import { keyFacts } from '../../../rules/presentation/facts';
import { contentLines, PLAIN } from '../../../rules/presentation/lines';
import { isSevere } from '../../../rules/presentation/policy';
import { formOf } from '../../../rules/requests/message-problem';
import { allowedDecisions } from '../../../rules/requests/people';
import type { Message } from '../channel';
import {
  type Block,
  type Blocks,
  button,
  facts,
  fallback,
  fits,
  fittingLines,
  fittingSection,
  header,
  preformatted,
  question,
  remark,
  section,
} from './blocks';
import { BUTTONS, type ButtonValue, type RequestValue } from './buttons';
import { fitsModal } from './form';

/** Slack accepts 50 blocks in one message. */
const MAX_ITEMS = 40;
const MAX_FACTS = 20;
const LACKS_EVIDENCE = 'A part of the evidence is not shown here.';

export interface Card {
  blocks: Blocks;
  text: string;
}

/** The card of a message. @param canDecide whether the admin server accepts clicks from Slack */
export function cardOf(message: Message, canDecide: boolean): Card {
  const { title, text, details, link, sections = [], items = [], isActionable, about } = message;
  const fitting = fittingLines(details ?? '');
  const parts = sections.map((part) => ({ ...part, fitting: fittingSection(part.text) }));
  const cut = parts.find((part) => part.fitting.leftOut !== undefined);
  const leftOut =
    fitting.leftOut ?? cut?.fitting.leftOut ?? (message.lacksEvidence ? LACKS_EVIDENCE : undefined);
  const isWhole = leftOut === undefined && !isCut(message);
  const showsAll = isWhole && !message.lacksContent;
  const showsEvidence = cut === undefined && !message.lacksEvidence;
  const blocks: Blocks = [
    header(title),
    ...(fits.header(title) ? [] : [section(title)]),
    ...(text ? [section(text)] : []),
    ...facts(message.facts.slice(0, MAX_FACTS)),
    ...(details ? [preformatted(fitting.shown)] : []),
    ...parts.flatMap((part) => [section(part.heading), preformatted(part.fitting.shown)]),
    ...items.slice(0, MAX_ITEMS).map(itemOf),
    ...(isWhole ? [] : [remark(cutRemark(link, leftOut))]),
  ];
  const buttons = [
    ...(canDecide && isActionable && about && (showsAll || !mustReadAll(about))
      ? decidingButtons(about, showsEvidence)
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

/** @param showsEvidence what is not shown cannot be approved (design rule 25) */
function decidingButtons({ kind, record }: SubjectRecord, showsEvidence: boolean) {
  if (kind === 'escalation') {
    const value = JSON.stringify({ kind, id: record.id, level: record.level } satisfies ButtonValue);
    return record.status === 'pending'
      ? [button('Acknowledge', { action_id: BUTTONS.acknowledge, value, style: 'primary' })]
      : [];
  }
  const allowed = allowedDecisions(record);
  const form = formOf(record);
  const isFormPossible = form !== undefined && fitsModal(form);
  const canApprove = allowed.includes('approve') && showsEvidence && (form === undefined || isFormPossible);
  const confirm = questionAbout(record);
  const value = { ...valueOf(record), ...(isFormPossible && { form: true as const }) };
  const answerOnly = !canApprove || confirm !== undefined;
  const answer = { ...value, ...(answerOnly && { only: 'respond' as const }) };
  const approve = { value: JSON.stringify(value), style: 'primary' as const, ...defined({ confirm }) };
  const label = record.kind === 'confirmation' ? 'Confirm' : 'Approve';
  return [
    ...(canApprove ? [button(label, { action_id: BUTTONS.approve, ...approve })] : []),
    ...(allowed.includes('respond')
      ? [button('Answer', { action_id: BUTTONS.answer, value: JSON.stringify(answer) })]
      : []),
    ...(allowed.includes('reject')
      ? [
          button('Reject', {
            action_id: BUTTONS.reject,
            value: JSON.stringify(valueOf(record)),
            style: 'danger',
          }),
        ]
      : []),
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

function valueOf(record: RequestRecord): RequestValue {
  const contentHash = record.plan?.contentHash;
  return {
    kind: 'request',
    id: record.id,
    ...defined({ stage: record.stage, contentHash }),
    ...(record.confirmation?.confirmValue !== undefined && { typed: true }),
  };
}
