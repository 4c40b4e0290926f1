import { RUN_ORDERS } from '../../../contract/names';
import { activeFilters, FILTER_NAMES, type FilterName, type RunsQuery, runsWithout } from '../runs-query';
import { ActiveFilters, FiltersForm, OrderField, RowsField, TimeField } from './filters';
import { LineField } from './forms';

const LABELS: Record<FilterName, string> = {
  agent: 'Agent',
  requester: 'Requester',
  newer: 'Started within',
  older: 'Started longer ago than',
};

/** The filters of a list of runs, and those that are set. The form keeps the status. */
export function RunFilters({ query }: { query: RunsQuery }) {
  const active = activeFilters(query);
  const clear = runsWithout(query, FILTER_NAMES);
  return (
    <>
      <FiltersForm path="/runs" hidden={{ status: query.status }} count={active.length} clear={clear}>
        <div class="filter-fields">
          {(['agent', 'requester'] as const).map((name) => (
            <LineField of="filter" name={name} label={LABELS[name]} value={query[name]} />
          ))}
          {(['newer', 'older'] as const).map((name) => (
            <TimeField name={name} label={LABELS[name]} value={query[name]} />
          ))}
          <OrderField value={query.order ?? RUN_ORDERS[0]} orders={RUN_ORDERS} />
          <RowsField limit={query.limit} />
        </div>
        <p class="hint">
          Agent and requester must match exactly. With a * at the end they match every value with this
          beginning: pay*
        </p>
      </FiltersForm>
      <ActiveFilters
        filters={active.map(([name, value]) => ({
          label: LABELS[name],
          value,
          without: runsWithout(query, [name]),
        }))}
        clear={clear}
      />
    </>
  );
}
