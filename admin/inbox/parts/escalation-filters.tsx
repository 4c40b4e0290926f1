import { LEVELS } from '../../../contract/names';
import {
  activeFilters,
  defaultOrder,
  type EscalationsQuery,
  escalationsWithout,
  FILTER_NAMES,
  type FilterName,
  isOpen,
} from '../escalations-query';
import { ActiveFilters, ChecksField, FiltersForm, OrderField, RowsField, TimeField } from './filters';
import { LineField, SelectField } from './forms';

const LABELS: Record<FilterName, string> = {
  q: 'Words of reason, run, request or id',
  level: 'Level',
  run: 'Run or request',
  team: 'Assigned to the person or team',
  newer: 'Opened within',
  older: 'Opened longer ago than',
  due: 'Due within',
};

/** The filters of a list of escalations, and those that are set. The form keeps the list. */
export function EscalationFilters({ query }: { query: EscalationsQuery }) {
  const { show, status, order = defaultOrder(status) } = query;
  const active = activeFilters(query);
  const clear = escalationsWithout(query, FILTER_NAMES);
  const orders = (['deadline', 'level', 'newest', 'age'] as const).filter(
    (each) => isOpen(status) || each !== 'deadline',
  );
  return (
    <>
      <FiltersForm
        path="/escalations"
        hidden={{ show: show === 'mine' ? undefined : show }}
        count={active.length}
        clear={clear}
      >
        <div class="filter-fields">
          <SelectField
            name="status"
            label="Status"
            value={status}
            options={[
              ['open', 'open'],
              ['pending', 'open, not acknowledged'],
              ['acknowledged', 'open, acknowledged'],
              ['resolved', 'resolved'],
              ['cancelled', 'cancelled'],
            ]}
          />
          {(['q', 'run', 'team'] as const).map((name) => (
            <LineField of="filter" name={name} label={LABELS[name]} value={query[name]} />
          ))}
          {(['newer', 'older', ...(isOpen(status) ? (['due'] as const) : [])] as const).map((name) => (
            <TimeField name={name} label={LABELS[name]} value={query[name]} />
          ))}
          <OrderField value={order} orders={orders} />
          <RowsField limit={query.limit} />
        </div>
        <ChecksField name="level" label={LABELS.level} values={[...LEVELS].reverse()} checked={query.level} />
      </FiltersForm>
      <ActiveFilters
        filters={active.map(([name, value]) => ({
          label: LABELS[name],
          value,
          without: escalationsWithout(query, [name]),
        }))}
        clear={clear}
      />
    </>
  );
}
