import { type InboxList, type InboxQuery, inboxAt, SHOWS } from '../inbox-list';
import { Tabs } from './tabs';

const NAMES = { mine: 'For me', teams: 'My teams', all: 'All' } as const;

/** The lists of the inbox: whose, and pending or decided. */
export function InboxTabs({ query, pending }: { query: InboxQuery; pending: InboxList['pending'] }) {
  const { show, status, kind } = query;
  const rest = kind === undefined ? {} : { kind };
  return (
    <div class="lists">
      <Tabs
        label="Whose"
        tabs={SHOWS.filter((each) => pending[each] !== undefined).map((each) => ({
          name: NAMES[each],
          href: inboxAt({ show: each, status, ...rest }),
          current: each === show,
          ...(status === 'pending' && { count: pending[each] }),
        }))}
      />
      <Tabs
        label="Status"
        tabs={(['pending', 'decided'] as const).map((each) => ({
          name: each === 'pending' ? 'Pending' : 'Decided',
          href: inboxAt({ show, status: each, ...rest }),
          current: each === status,
        }))}
      />
      <Tabs
        label="Kind"
        tabs={([undefined, 'approval', 'confirmation'] as const).map((each) => ({
          name: each === undefined ? 'Every kind' : each === 'approval' ? 'Approvals' : 'Confirmations',
          href: inboxAt({ show, status, ...(each && { kind: each }) }),
          current: each === kind,
        }))}
      />
    </div>
  );
}
