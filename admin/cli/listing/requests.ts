import type { ApprovalManager, RequestItem } from '../../../client';
import type { RequestKind } from '../../../contract/kind';
import { REQUEST_STATUSES } from '../../../contract/status';
import { given } from '../given';
import type { Output } from '../output';
import { requestTable } from '../text/request-table';
import { checkedStatus, type Listing, type ListFlags } from './listing';

/** The flags that narrow a list of requests. */
export const REQUEST_FLAGS = ['approver', 'action', 'requester', 'run', 'order'] as const;

export function requestListing(flags: ListFlags, out: Output) {
  const { approver, action, order } = flags;
  const kind = flags.kind as RequestKind | undefined;
  const status = checkedStatus(flags.status, REQUEST_STATUSES, 'pending');
  const narrowed = given({ kind, approver, action, requesterId: flags.requester, runId: flags.run });
  const filter = { ...narrowed, ...(status !== 'all' && { status }) };
  return (approvals: ApprovalManager): Listing<RequestItem> => ({
    noun: 'request',
    status,
    isNarrowed: Object.keys(narrowed).length > 0,
    page: (options) => approvals.listRequests({ ...filter, order, ...options }),
    count: () => approvals.countRequests(filter),
    countAll: () => approvals.countRequests(),
    table: (items) => requestTable(out, items, Date.now()),
    makeOne: 'request --action NAME',
    listAll: 'list --status all',
  });
}
