import { valueAtPointer } from '../../contract/json-pointer';
import type { RequestRecord } from '../../contract/request';
import { truncateToBytes, visible } from '../text';
import { endedByText } from './explain';
import { jsonPatch } from './json-patch';
import { isApproval } from './people';

/** Quoted texts of people, all together. */
const QUOTED_BYTES = 1024;
const MAX_CHANGES = 10;
const VALUE_BYTES = 100;

/**
 * The outcome of a request as text for a model (design rules 17 and 23). It never confuses approved, answered, rejected,
 * expired and cancelled, and it says so where there is no consent. What people wrote is quoted and marked as their words, so
 * that a model does not take it for an instruction of the program.
 */
export function textForModel(record: RequestRecord): string {
  const what = record.resource === undefined ? record.action : `${record.action} on ${record.resource}`;
  const by = endedByText(record);
  const reason = record.rejectionReason ?? record.end?.reason;
  const because = reason === undefined ? '' : ` Reason: ${quoted(reason)}.`;
  switch (record.status) {
    case 'approved':
      if (record.revision === undefined)
        return `APPROVED by ${by}: ${what}. Do exactly what was requested, once.${saidText(record)}`;
      return `APPROVED WITH CHANGES by ${by}: ${what}. ${changesText(record)} Do it once with the changed arguments. Do not repeat the original call.${saidText(record)}`;
    case 'answered':
      return `ANSWERED by ${by}, not approved: ${what}. Do not do it.${saidText(record)} Continue with this answer.`;
    case 'rejected':
      return `DENIED by ${by}: ${what}.${because} Do not do it, and do not request it again.`;
    case 'expired':
      return `NOT DECIDED: nobody decided in time about ${what}. This is not consent: do not do it, and do not retry.`;
    case 'cancelled':
      return `CANCELLED by ${by}: ${what}.${because} This is not consent: do not do it.`;
    case 'pending':
      return `NOT DECIDED YET: ${what}. This is not consent: do not do it.`;
  }
}

/** The notes of the decisions that counted, the text of a response, and the answers to the form. */
function saidText({ decisions, status, answer }: RequestRecord): string {
  const counted = decisions.filter(
    (d) => !d.void && (status === 'answered' ? d.decision === 'respond' : isApproval(d)),
  );
  const notes = counted.flatMap(({ decidedBy, text, notes }) =>
    [text, notes].flatMap((said) =>
      said?.trim() ? ` ${decidedBy} wrote: ${quoted(said, counted.length)}.` : [],
    ),
  );
  const answers =
    answer === undefined
      ? ''
      : ` Answers to the form: ${truncateToBytes(visible(JSON.stringify(answer)), QUOTED_BYTES)}.`;
  return `${notes.join('')}${answers}`;
}

/** The notes of the people whose approvals counted: the text of one, or one line for each with the name. */
export function approversNote({ decisions }: RequestRecord): string | undefined {
  const notes = decisions.filter((each) => isApproval(each) && !each.void && each.notes?.trim());
  if (notes.length < 2) return notes[0]?.notes;
  return notes.map(({ decidedBy, notes: note }) => `${decidedBy}: ${note}`).join('\n');
}

function changesText({ context, original, decisions }: RequestRecord): string {
  const patch = jsonPatch(original?.context, context);
  const editors = [
    ...new Set(decisions.filter(({ decision }) => decision === 'edit').map((d) => d.decidedBy)),
  ];
  const changes = patch.slice(0, MAX_CHANGES).map((change) => {
    if (change.op === 'add') return `added ${visible(change.path)} = ${shortValue(change.value)}`;
    const before = shortValue(valueAtPointer(original?.context, change.path));
    if (change.op === 'remove') return `removed ${visible(change.path)}, which was ${before}`;
    return `changed ${visible(change.path)} from ${before} to ${shortValue(change.value)}`;
  });
  const more = patch.length - changes.length;
  return `${editors.join(' and ')} ${changes.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
}

function shortValue(value: unknown): string {
  return truncateToBytes(visible(JSON.stringify(value) ?? 'nothing'), VALUE_BYTES);
}

/** JSON writes quotes and line breaks as escapes: a text cannot end its own quotation. */
function quoted(text: string, others = 1): string {
  return JSON.stringify(truncateToBytes(visible(text), Math.floor(QUOTED_BYTES / others)));
}
