import type { EscalationItem } from '../../../client';
import { given } from '../given';
import type { Output } from '../output';
import { escalationTable } from '../text/escalation-table';
import { checkedStatus, LISTED } from './kinds';
import type { Escalations } from '../managers';
import type { Listing, ListFlags } from './listing';

export function escalationListing(flags: ListFlags, out: Output) {
  const { assignee, level } = flags;
  const status = checkedStatus(flags, LISTED.escalation.statuses, 'open');
  const narrowed = given({ assignee, level, runId: flags.run });
  const filter = { ...narrowed, ...(status !== 'all' && { status }) };
  return (escalations: Escalations): Listing<EscalationItem> => ({
    noun: 'escalation',
    status,
    isNarrowed: Object.keys(narrowed).length > 0,
    page: (options) => escalations.listEscalations({ ...filter, ...options }),
    count: async () => escalations.countEscalations?.(filter),
    countAll: async () => escalations.countEscalations?.(),
    table: (items) => escalationTable(out, items, Date.now()),
    makeOne: 'escalate RUN --level LEVEL --reason TEXT',
    listAll: 'list --kind escalation --status all',
  });
}
