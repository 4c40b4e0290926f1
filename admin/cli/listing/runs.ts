import type { AgentRuns, RunItem } from '../../../client';
import { RUN_STATUSES } from '../../../contract/run';
import { given } from '../given';
import type { Output } from '../output';
import { runTable } from '../text/run-table';
import { checkedStatus, type Listing, type ListFlags } from './listing';

/** The flags that narrow a list of runs. */
export const RUN_FLAGS = ['agent', 'requester'] as const;

export function runListing(flags: ListFlags, out: Output) {
  const status = checkedStatus(flags.status, RUN_STATUSES, 'running');
  const narrowed = given({ agent: flags.agent, requesterId: flags.requester });
  const filter = { ...narrowed, ...(status !== 'all' && { status }) };
  return (runs: AgentRuns): Listing<RunItem> => ({
    noun: 'run',
    status,
    isNarrowed: Object.keys(narrowed).length > 0,
    page: (options) => runs.list({ ...filter, ...options }),
    count: () => runs.count(filter),
    countAll: () => runs.count(),
    table: (items) => runTable(out, items, Date.now()),
    makeOne: 'run start AGENT',
    listAll: 'list --kind run --status all',
  });
}
