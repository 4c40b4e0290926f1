import type { EscalationItem, EscalationManager } from '../../../client';
import { given } from '../given';
import type { Output } from '../output';
import { escalationTable } from '../text/escalation-table';
import { checkedStatus, LISTED } from './kinds';
import type { Listing, ListFlags } from './listing';

export function escalationListing(flags: ListFlags, out: Output) {
  const { assignee, level } = flags;
  const status = checkedStatus(flags, LISTED.escalation.statuses, 'open');
  const narrowed = given({ assignee, level, runId: flags.run });
  const filter = { ...narrowed, ...(status !== 'all' && { status }) };
  return (escalations: EscalationManager): Listing<EscalationItem> => ({
    noun: 'escalation',
    status,
    isNarrowed: Object.keys(narrowed).length > 0,
    page: (options) => escalations.listEscalations({ ...filter, ...options }),
    count: () => escalations.countEscalations(filter),
    countAll: () => escalations.countEscalations(),
    table: (items) => escalationTable(out, items, Date.now()),
    makeOne: 'escalate RUN --level LEVEL --reason TEXT',
    listAll: 'list --kind escalation --status all',
  });
}
