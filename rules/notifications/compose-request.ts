import type { NotificationEvent } from '../../contract/names';
import type { MessageText, RequestSubject } from '../../contract/notification';
import type { RequestRecord } from '../../contract/request';
import { keyFacts } from '../presentation/facts';
import { labelOf } from '../presentation/label';
import { contentLines } from '../presentation/lines';
import { editablePaths } from '../requests/editable-paths';
import { decidedAlready, neededText } from '../requests/explain';
import { formOf } from '../requests/message-problem';
import { allowedDecisions, isApproval } from '../requests/people';
import { EXPIRY_TEXT, expiryOutcome } from '../requests/record';
import { listNames } from '../text';
import { detailsOf } from './details';
import { formatTime, type Reader, styleFor } from './reader';
import { commentOf, isCurrentRevision } from './request-events';
import { commentSection, sectionsOf } from './sections';
import { useOfKey } from './use-events';
import { useFacts, useHeadline } from './use-text';

/** The event of a message, and its key. */
interface Occasion {
  event: NotificationEvent;
  key: string;
}

/** The text of a message about a request. */
export function composeRequest(about: RequestSubject, occasion: Occasion, reader: Reader): MessageText {
  const { record } = about;
  const { description, confirmation, context } = record;
  const text = [confirmation?.message, description].filter(Boolean).join('\n\n');
  const comment = commentOf(record, occasion.key);
  const { sections, lacksEvidence } = sectionsOf(record, comment, reader);
  return {
    title: titleOf(about, occasion),
    ...(text !== '' && { text }),
    facts: [
      ...useFacts(about, occasion, reader),
      ...keyFactsOf(record, reader),
      ...requestFacts(record, reader),
      ...(record.status === 'pending' ? openFacts(record, reader) : endedFacts(record, reader)),
    ],
    ...detailsOf(context, reader),
    ...(sections.length > 0 && { sections }),
    ...(lacksEvidence && { lacksEvidence: true as const }),
  };
}

/** The text of a reply to an earlier message: the comment, or what happened to the approved action. */
export function composeRequestReply(about: RequestSubject, occasion: Occasion, reader: Reader): MessageText {
  const comment = commentOf(about.record, occasion.key);
  return {
    title: titleOf(about, occasion),
    facts: useOfKey(about, occasion.key) === undefined ? [] : useFacts(about, occasion, reader),
    ...(comment !== undefined && { text: commentSection(comment).text }),
  };
}

function titleOf(about: RequestSubject, occasion: Occasion): string {
  const { action, resource } = about.record;
  const what = resource === undefined ? action : `${action} on ${resource}`;
  return `${useHeadline(about, occasion) ?? headline(about.record, occasion)}: ${what}`;
}

/** The severity, and the facts that the policies name. */
function keyFactsOf({ plan, context }: RequestRecord, reader: Reader): MessageText['facts'] {
  const { severity, highlight } = plan?.presentation ?? {};
  const facts = highlight === undefined ? [] : keyFacts(context, highlight);
  return [
    ...(severity === undefined ? [] : [{ label: 'Severity', value: severity }]),
    ...facts.map(({ label, content }) => ({
      label,
      value: contentLines(content, styleFor(reader)).join(' ⏎ '),
    })),
  ];
}

function headline(record: RequestRecord, { event, key }: Occasion): string {
  const { kind, status, stage, revision, revisions = [] } = record;
  const noun = kind === 'confirmation' ? 'Confirmation' : 'Approval';
  const comment = commentOf(record, key);
  if (comment !== undefined) return `Comment by ${comment.by}`;
  if (status !== 'pending') return status[0]?.toUpperCase() + status.slice(1);
  if (revision !== undefined && !isCurrentRevision(record, key))
    return `Edited by ${revisions.at(-1)?.by} since this message`;
  if (event === 'edited') return `Edited by ${revisions.at(-1)?.by}, ${noun.toLowerCase()} needed`;
  if (event === 'reminder') return `Reminder: ${noun.toLowerCase()} needed`;
  if (event === 'expiring') return `Expires soon: ${noun.toLowerCase()} needed`;
  return event === 'stage_opened' ? `${noun} needed, stage ${stage}` : `${noun} needed`;
}

function requestFacts({ requesterId, runId, plan, revisions = [] }: RequestRecord, reader: Reader) {
  const policies = plan?.matched.map(({ policy }) => policy).join(', ');
  const edit = revisions.at(-1);
  return [
    { label: 'Requested by', value: requesterId },
    ...(runId === undefined ? [] : [{ label: 'Run', value: runId }]),
    ...(policies ? [{ label: 'Policies', value: policies }] : []),
    ...(edit === undefined
      ? []
      : [{ label: 'Edited', value: `by ${edit.by}, ${formatTime(edit.at, reader)}` }]),
  ];
}

function openFacts(record: RequestRecord, reader: Reader): MessageText['facts'] {
  const approvals = record.decisions.filter((each) => isApproval(each) && each.void === undefined);
  const possible = alsoPossible(record);
  return [
    ...(approvals.length === 0
      ? []
      : [{ label: 'Approved by', value: approvals.map(({ decidedBy }) => decidedBy).join(', ') }]),
    { label: 'Still needed', value: record.needed.map(neededText).join('; ') },
    ...(possible === undefined ? [] : [{ label: 'Also possible', value: possible }]),
    ...questionsOf(record),
    ...(record.confirmation?.confirmValue === undefined
      ? []
      : [{ label: 'To confirm, type', value: record.confirmation.confirmValue }]),
    ...(record.expiresAt === undefined
      ? []
      : [
          {
            label: 'Decide by',
            value: `${formatTime(record.expiresAt, reader)}; then ${EXPIRY_TEXT[expiryOutcome(record)]}`,
          },
        ]),
  ];
}

/** What the policies allow besides to approve and to reject. */
function alsoPossible(record: RequestRecord): string | undefined {
  const allowed = allowedDecisions(record);
  const paths = editablePaths(record);
  const possible = [
    ...(allowed.includes('edit') && paths.length > 0
      ? [`edit ${listNames(paths)} in the inbox, and approve the result`]
      : []),
    ...(allowed.includes('respond') ? ['answer without an approval'] : []),
  ];
  return possible.length === 0 ? undefined : possible.join('; ');
}

/** The fields of the form that is answered beside the decision. */
function questionsOf(record: RequestRecord): MessageText['facts'] {
  const fields = Object.entries(formOf(record)?.properties ?? {});
  if (fields.length === 0) return [];
  const names = fields.map(([name, { title = labelOf(name) }]) => title);
  return [{ label: 'Form to fill in', value: listNames(names) }];
}

function endedFacts(record: RequestRecord, reader: Reader): MessageText['facts'] {
  const { decisions, answer, answerText, end } = record;
  const counted = decisions.filter((each) => each.void === undefined);
  const notes = counted.flatMap(({ notes: note, decidedBy }) =>
    note ? [{ label: `Note by ${decidedBy}`, value: note }] : [],
  );
  const answers = Object.entries(answer ?? {}).map(([name, value]) => ({
    label: formOf(record)?.properties[name]?.title ?? labelOf(name),
    value: Array.isArray(value) ? value.join(', ') : String(value),
  }));
  return [
    { label: 'Outcome', value: decidedAlready(record, { withTime: false }) },
    ...(end ? [{ label: 'Ended', value: formatTime(end.at, reader) }] : []),
    ...(answerText ? [{ label: `Answer by ${end?.name ?? 'a person'}`, value: answerText }] : []),
    ...answers,
    ...notes,
  ];
}
