import { REQUEST_KINDS, REQUEST_STATUSES, SEVERITIES } from '../../../contract/names';
import {
  activeFilters,
  canBeDue,
  defaultOrder,
  defaultShow,
  FILTER_NAMES,
  type FilterName,
  type InboxQuery,
  inboxWithout,
} from '../inbox-query';
import { ActiveFilters, ChecksField, FiltersForm, OrderField, RowsField, TimeField } from './filters';
import { LineField, SelectField } from './forms';

const LABELS: Record<FilterName, string> = {
  kind: 'Kind',
  severity: 'Severity',
  action: 'Action',
  resource: 'Resource',
  requester: 'Requester',
  run: 'Run',
  policy: 'Policy',
  team: 'Asks the person or team',
  newer: 'Requested within',
  older: 'Requested longer ago than',
  due: 'Due within',
};

/** The filters of a list of requests, and those that are set. The form keeps the list, and the words of a search. */
export function RequestFilters({ query }: { query: InboxQuery }) {
  const { q, show, status, order = defaultOrder(status) } = query;
  const active = activeFilters(query);
  const clear = inboxWithout(query, FILTER_NAMES);
  const hasDeadline = canBeDue(status);
  const orders = (['deadline', 'severity', 'newest', 'age'] as const).filter(
    (each) => hasDeadline || each !== 'deadline',
  );
  return (
    <>
      <FiltersForm
        path={q === undefined ? '/' : '/search'}
        hidden={{ q, show: show === defaultShow(q) ? undefined : show }}
        count={active.length}
        clear={clear}
      >
        <div class="filter-fields">
          <SelectField
            name="status"
            label="Status"
            value={status}
            options={[
              ...(q === undefined ? [] : [['any', 'every status'] as const]),
              ['pending', 'pending'],
              ['decided', 'all decided'],
              ...REQUEST_STATUSES.filter((each) => each !== 'pending').map((each) => [each, each] as const),
            ]}
          />
          <SelectField
            name="kind"
            label={LABELS.kind}
            value={query.kind}
            options={[['', 'every kind'], ...REQUEST_KINDS.map((each) => [each, `${each}s`] as const)]}
          />
          {(['action', 'resource', 'requester', 'run', 'policy', 'team'] as const).map((name) => (
            <LineField of="filter" name={name} label={LABELS[name]} value={query[name]} />
          ))}
          {(['newer', 'older', ...(hasDeadline ? (['due'] as const) : [])] as const).map((name) => (
            <TimeField name={name} label={LABELS[name]} value={query[name]} />
          ))}
          <OrderField value={order} orders={orders} />
          <RowsField limit={query.limit} />
        </div>
        <ChecksField
          name="severity"
          label={LABELS.severity}
          values={[...SEVERITIES].reverse()}
          checked={query.severity}
        />
        <p class="hint">
          Action, resource and requester must match exactly. With a * at the end they match every value with
          this beginning: transfer_*
        </p>
      </FiltersForm>
      <ActiveFilters
        filters={active.map(([name, value]) => ({
          label: LABELS[name],
          value,
          without: inboxWithout(query, [name]),
        }))}
        clear={clear}
      />
    </>
  );
}
