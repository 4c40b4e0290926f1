import type { RequestView } from '../../client';
import type { Violation } from './checker';
import { type Call, type Evidence, grouped } from './evidence';

const REFUSED = ['not_authorized', 'invalid', 'superseded', 'conflict', 'expired', 'cancelled'];

/** What each client was told, compared with the record. */
export function checkVerdicts({ calls, requests }: Evidence): Violation[] {
  const records = new Map(requests.flatMap(({ id, record }) => (record ? [[id, record] as const] : [])));
  const attempts = grouped(calls, ({ id, by, decisionId }) => `${id}/${by}/${decisionId}`);
  return calls.flatMap((call) => {
    const record = records.get(call.id);
    if (record === undefined || call.answer === undefined) return [];
    const isOnly = attempts.get(`${call.id}/${call.by}/${call.decisionId}`)?.length === 1;
    return [
      ...otherEnd(call, record),
      ...(call.what === 'decide' ? decisionProblem(call, record, isOnly) : []),
      ...(call.what === 'comment' ? commentProblem(call, record) : []),
    ].map(([rule, what]): Violation => ({
      rule,
      id: call.id,
      what: `${call.by} (${call.kind ?? call.what}): ${what}`,
    }));
  });
}

type Problem = [Violation['rule'], string];

/** A client that was told how the request ended was told what the record says. */
function otherEnd({ what, answer }: Call, record: RequestView): Problem[] {
  const told = answer?.status;
  const isStatus = ['approved', 'answered', 'rejected', 'expired', 'cancelled'].includes(told ?? '');
  if (!isStatus || told === record.status || what === 'outcome') return [];
  return [['two outcomes', `was told ${told}, and it is ${record.status}`]];
}

function decisionProblem(
  { by, kind, decisionId, answer }: Call,
  record: RequestView,
  isOnly: boolean,
): Problem[] {
  const counted = record.decisions.some((one) => one.decidedBy === by && one.decisionId === decisionId);
  const outcome = answer?.outcome ?? '';
  if (outcome === 'accepted' && !counted)
    return [['not in the record', 'was told accepted, and does not count']];
  // A repeated decision may be refused while its first copy counts.
  if (isOnly && counted && REFUSED.includes(outcome)) return [['verdict', `was told ${outcome}, and counts`]];
  if (outcome === 'expired' || outcome === 'cancelled')
    return record.status === outcome ? [] : [['verdict', `was told ${outcome}, and it is ${record.status}`]];
  if (outcome === 'duplicate') {
    const same = record.decisions.some((one) => one.decidedBy === by && isSameKind(one.decision, kind));
    return same ? [] : [['verdict', 'was told duplicate, and nothing of this person counts']];
  }
  if (outcome === 'conflict') {
    const rejectedBefore = record.decisions.some((one) => one.decidedBy === by && one.decision === 'reject');
    const opposite = { approve: 'approved', reject: 'rejected', respond: 'answered' }[kind ?? ''];
    const isOpposite = record.end !== undefined && record.status !== opposite;
    return rejectedBefore || isOpposite ? [] : [['verdict', 'was told conflict, and nothing contradicts it']];
  }
  return [];
}

/** An edit is an approval of what it makes. */
function isSameKind(counted: string, kind: string | undefined): boolean {
  return counted === kind || (counted === 'edit' && kind === 'approve');
}

function commentProblem({ by, decisionId, answer }: Call, record: RequestView): Problem[] {
  const isThere = record.comments?.some((one) => one.by === by && one.decisionId === decisionId) === true;
  if (answer?.outcome !== 'accepted' || isThere) return [];
  return [['not in the record', 'was told accepted, and the comment is not there']];
}
