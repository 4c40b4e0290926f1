import type { RequestView } from '../../client';
import { REQUEST } from '../../client/requests/entity';
import { toRequestItem } from '../../client/requests/query';
import { find } from '../../client/temporal/read';
import type { Verdict } from '../../contract/decision';
import { unshownEvidence } from '../../rules/presentation/unshown-evidence';
import { rowDigest, rowMismatches, rowOf } from '../../rules/requests/listed-row';
import type { AdminContext } from '../http/context';
import { assertCan } from './permissions';
import type { Principal } from './principal';
import { readRequest } from './read-request';
import { type DecisionInput, shownContentHash, isContentKnown, sendDecision } from './requests';

/** A decision made from a row of a list, with what the row showed. */
export interface ListedDecision extends DecisionInput {
  expected: { stage?: number; contentHash: string };
  /** `rowDigest` of the row, if a page of the inbox showed it. */
  row?: string;
}

export interface ListedVerdict {
  verdict: Verdict;
  /** The request itself, even if the row shows something else. */
  request: RequestView;
  /** The fields in which the row differs from the request's content. Absent if there are none. */
  mismatches?: string[];
}

/**
 * Decides a request from its row in a list. A list shows the memo, which the starter of the workflow writes. So this
 * reads the request itself, and the decision counts only if the row showed the request's content.
 *
 * @throws Forbidden; RequestNotFound; the client's errors
 */
export async function decideListed(
  admin: AdminContext,
  who: Principal,
  id: string,
  { row, ...decision }: ListedDecision,
): Promise<ListedVerdict> {
  assertCan(admin, who, 'decide');
  const request = await readRequest(admin, who, id);
  const contained = rowOf(request);
  const mismatches = rowMismatches(toRequestItem(await find(admin.session, REQUEST, id)), contained);
  const wasShown =
    decision.expected.contentHash === shownContentHash(request) &&
    (row ?? rowDigest(contained)) === rowDigest(contained);
  const answer = { request, ...(mismatches.length > 0 && { mismatches }) };
  if (!isContentKnown(request)) return { ...answer, verdict: refused(admin, request, UNREADABLE) };
  if (mismatches.length > 0 || !wasShown)
    return { ...answer, verdict: refused(admin, request, notAsShown(mismatches)) };
  const apart = apartBecause(request);
  if (apart !== undefined) return { ...answer, verdict: refused(admin, request, apart, 'invalid') };
  return { ...answer, verdict: await sendDecision(admin, who, id, decision) };
}

/**
 * Why the request must be decided on its own: a policy says so (design rule 28), its policies cannot be read and may
 * say so, or a part of its evidence cannot be shown.
 */
function apartBecause(request: RequestView): string | undefined {
  const { status, plan } = request;
  if (plan?.presentation?.bulk === false) return ALONE;
  const unshown = status === 'pending' ? unshownEvidence(request) : [];
  if (unshown.length > 0) return unshownText(unshown);
  return status === 'pending' && plan === undefined ? UNPLANNED : undefined;
}

const UNREADABLE =
  'The content of this request cannot be read now, so it cannot be decided from a list. Nothing was decided. Open the request.';

const ALONE =
  'A policy wants this request to be decided on its own (bulk: false), not together with others. Nothing was decided. Open the request.';

const UNPLANNED =
  'The policies of this request cannot be read now, and one of them may want it to be decided on its own. Nothing was decided. Open the request.';

function unshownText(unshown: readonly string[]): string {
  return `A part of the evidence of this request cannot be shown: ${unshown.join('; ')}. Nothing was decided. Open the request.`;
}

function notAsShown(mismatches: readonly string[]): string {
  const fields = mismatches.length > 0 ? ` (${mismatches.join(', ')})` : '';
  return `This row does not match the content of the request${fields}. Nothing was decided. Open the request and decide there.`;
}

function refused(
  admin: AdminContext,
  { id, status, stage, needed }: RequestView,
  message: string,
  outcome: 'superseded' | 'invalid' = 'superseded',
): Verdict {
  admin.metrics.verdict('request', outcome);
  const open = status === 'pending' && stage !== undefined ? { stage, needed } : {};
  return { outcome, status, id, message, ...open };
}
