import { REQUEST_KINDS, REQUEST_STATUSES, SEVERITIES } from '../../../contract/names';
import { visibleLine as line } from '../../../rules/text';
import {
  activeFilters,
  defaultOrder,
  FILTER_NAMES,
  type FilterName,
  type InboxQuery,
  inboxWithout,
  PAGE_SIZES,
} from '../inbox-query';
import { LineField, SelectField } from './forms';

/*
 * The filters of the inbox: a form that a link remembers, and what is set, each with a link that removes it.
 */

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

const ORDER_NAMES = {
  deadline: 'soonest deadline',
  severity: 'highest severity',
  newest: 'newest',
  age: 'oldest',
} as const;

const TIMES = ['1 hour', '4 hours', '1 day', '7 days', '30 days'] as const;

/** The form of the filters, closed until it is needed. It keeps the list. */
export function FiltersForm({ query }: { query: InboxQuery }) {
  const { show, status, order = defaultOrder(status) } = query;
  const count = activeFilters(query).length;
  const isPending = status === 'pending';
  const orders = (['deadline', 'severity', 'newest', 'age'] as const).filter(
    (each) => isPending || each !== 'deadline',
  );
  return (
    <details class="filters">
      <summary>
        Filters and order
        {count === 0 ? null : <span class="count"> ({count})</span>}
      </summary>
      <form method="get" action="/">
        {show === 'mine' ? null : <input type="hidden" name="show" value={show} />}
        <div class="filter-fields">
          <SelectField
            name="status"
            label="Status"
            value={status}
            options={[
              ['pending', 'pending'],
              ['decided', 'every decided one'],
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
          <TimeField name="newer" value={query.newer} />
          <TimeField name="older" value={query.older} />
          {isPending ? <TimeField name="due" value={query.due} /> : null}
          <SelectField
            name="order"
            label="Order"
            value={order}
            options={orders.map((each) => [each, ORDER_NAMES[each]] as const)}
          />
          <SelectField
            name="limit"
            label="Rows"
            value={`${query.limit ?? PAGE_SIZES[0]}`}
            options={PAGE_SIZES.map((each) => [`${each}`, `${each}`] as const)}
          />
        </div>
        <fieldset class="severities">
          <legend>{LABELS.severity}</legend>
          {[...SEVERITIES].reverse().map((each) => (
            <label class="check">
              <input
                type="checkbox"
                name="severity"
                value={each}
                checked={query.severity?.includes(each) ?? false}
              />{' '}
              {each}
            </label>
          ))}
        </fieldset>
        <p class="hint">
          Action, resource and requester are exact, or end with * for all that begin so: transfer_*
        </p>
        <div class="buttons">
          <button class="primary">Show</button>
          <a class="button" href={inboxWithout(query, FILTER_NAMES)}>
            Clear the filters
          </a>
        </div>
      </form>
    </details>
  );
}

function TimeField({ name, value }: { name: 'newer' | 'older' | 'due'; value: string | undefined }) {
  const times: readonly string[] = TIMES;
  const others = value === undefined || times.includes(value) ? [] : [value];
  return (
    <SelectField
      name={name}
      label={LABELS[name]}
      value={value}
      options={[['', 'any time'], ...[...others, ...times].map((each) => [each, each] as const)]}
    />
  );
}

/** The filters that are set. Each is a link that removes it. */
export function ActiveFilters({ query }: { query: InboxQuery }) {
  const active = activeFilters(query);
  if (active.length === 0) return null;
  return (
    <nav aria-label="Filters that are set">
      <ul class="chips">
        {active.map(([name, value]) => (
          <li>
            <a class="chip" href={inboxWithout(query, [name])}>
              <span class="unseen">Remove the filter </span>
              {LABELS[name]}: {line(value)} <span aria-hidden="true">✕</span>
            </a>
          </li>
        ))}
        {active.length === 1 ? null : (
          <li>
            <a href={inboxWithout(query, FILTER_NAMES)}>Clear all</a>
          </li>
        )}
      </ul>
    </nav>
  );
}
