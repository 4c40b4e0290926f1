import type { RequestItem } from '../../../client';
import type { RequestKind } from '../../../contract/kind';
import { given } from '../given';
import type { Output } from '../output';
import { requestTable } from '../text/request-table';
import { checkedStatus, LISTED } from './kinds';
import type { Approvals } from '../managers';
import type { Listing, ListFlags } from './listing';

export function requestListing(flags: ListFlags, out: Output) {
  const { approver, action, order } = flags;
  const kind = flags.kind as RequestKind | undefined;
  const status = checkedStatus(flags, LISTED.request.statuses, 'pending');
  const ofKind = given({ kind });
  const narrowed = given({ approver, action, requesterId: flags.requester, runId: flags.run });
  const filter = { ...ofKind, ...narrowed, ...(status !== 'all' && { status }) };
  return (approvals: Approvals): Listing<RequestItem> => ({
    noun: kind ?? 'request',
    status,
    isNarrowed: Object.keys(narrowed).length > 0,
    page: (options) => approvals.listRequests({ ...filter, order, ...options }),
    count: async () => approvals.countRequests?.(filter),
    countAll: async () => approvals.countRequests?.(ofKind),
    table: (items) => requestTable(out, items, Date.now()),
    // A confirmation is asked for by the program that waits for it.
    ...(kind !== 'confirmation' && { makeOne: 'request --action NAME' }),
    listAll: `list${kind === undefined ? '' : ` --kind ${kind}`} --status all`,
  });
}
