import type { DecideOptions, RequestView } from '../../client';
import { toRequestItem } from '../../client/temporal/page';
import { REQUEST } from '../../client/requests/entity';
import { find } from '../../client/temporal/read';
import type { Verdict } from '../../contract/decision';
import { rowDigest, rowMismatches, rowOf } from '../../rules/requests/listed-row';
import { assertCan } from './permissions';
import type { Principal } from './principal';
import { shownContentHash, isContentKnown, readRequest, sendDecision } from './requests';
import type { AdminContext } from '../http/context';

/** A decision taken from a row of a list, with what the row showed. */
export interface ListedDecision extends Omit<DecideOptions, 'decidedBy' | 'via'> {
  decision: 'approve' | 'reject';
  expected: { stage?: number; contentHash: string };
  /** `rowDigest` of the row, where a page of ours showed it. */
  row?: string;
}

export interface ListedVerdict {
  verdict: Verdict;
  /** What the request contains, whatever its row says. */
  action: string;
  /** The fields in which the list shows something else than the request contains. Absent when there are none. */
  mismatches?: string[];
}

/**
 * Decides one of several requests that were decided together from a list. Lists show the memo, which the starter of a
 * workflow writes; so the request itself is read, and the decision counts only if the row showed what the request
 * contains.
 *
 * @throws Forbidden; RequestNotFound; what the client throws
 */
export async function decideListed(
  admin: AdminContext,
  who: Principal,
  id: string,
  { row, ...said }: ListedDecision,
): Promise<ListedVerdict> {
  assertCan(admin, who, 'decide');
  const request = await readRequest(admin, who, id);
  const contained = rowOf(request);
  const mismatches = rowMismatches(toRequestItem(await find(admin.session, REQUEST, id)), contained);
  const wasShown =
    said.expected.contentHash === shownContentHash(request) &&
    (row ?? rowDigest(contained)) === rowDigest(contained);
  const answer = { action: request.action, ...(mismatches.length > 0 && { mismatches }) };
  if (!isContentKnown(request)) return { ...answer, verdict: refused(admin, request, UNREADABLE) };
  if (mismatches.length > 0 || !wasShown)
    return { ...answer, verdict: refused(admin, request, notAsShown(mismatches)) };
  return { ...answer, verdict: await sendDecision(admin, who, id, said) };
}

const UNREADABLE =
  'What this request contains cannot be read now, so it cannot be decided from a list. Nothing was decided: open the request.';

function notAsShown(mismatches: readonly string[]): string {
  const fields = mismatches.length > 0 ? ` (${mismatches.join(', ')})` : '';
  return `This row showed something else than the request contains${fields}. Nothing was decided: open the request and decide there.`;
}

function refused(admin: AdminContext, { id, status, stage, needed }: RequestView, message: string): Verdict {
  admin.metrics.verdict('request', 'superseded');
  const open = status === 'pending' && stage !== undefined ? { stage, needed } : {};
  return { outcome: 'superseded', status, id, message, ...open };
}
