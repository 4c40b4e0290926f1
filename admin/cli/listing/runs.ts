import type { RunItem } from '../../../client';
import { given } from '../given';
import type { Output } from '../output';
import { runTable } from '../text/run-table';
import { checkedStatus, LISTED } from './kinds';
import type { Runs } from '../managers';
import type { Listing, ListFlags } from './listing';

export function runListing(flags: ListFlags, out: Output) {
  const status = checkedStatus(flags, LISTED.run.statuses, 'running');
  const narrowed = given({ agent: flags.agent, requesterId: flags.requester });
  const filter = { ...narrowed, ...(status !== 'all' && { status }) };
  return (runs: Runs): Listing<RunItem> => ({
    noun: 'run',
    status,
    isNarrowed: Object.keys(narrowed).length > 0,
    page: (options) => runs.list({ ...filter, ...options }),
    count: async () => runs.count?.(filter),
    countAll: async () => runs.count?.(),
    table: (items) => runTable(out, items, Date.now()),
    makeOne: 'run start AGENT',
    listAll: 'list --kind run --status all',
  });
}
