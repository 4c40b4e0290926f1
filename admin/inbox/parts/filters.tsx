import type { Child } from 'hono/jsx';
import { visibleLine as line } from '../../../rules/text';
import { PAGE_SIZES } from '../list-query';
import { SelectField } from './forms';

/*
 * The filters of every list: a form that a link remembers, and what is set, each with a link that removes it.
 */

interface FiltersFormProps {
  path: string;
  /** The parameters that the form keeps. */
  hidden: Record<string, string | undefined>;
  /** How many filters are set. */
  count: number;
  /** The address without filters. */
  clear: string;
  children: Child;
}

/** The form of the filters, closed until it is needed. */
export function FiltersForm({ path, hidden, count, clear, children }: FiltersFormProps) {
  return (
    <details class="filters">
      <summary>
        Filters and order
        {count === 0 ? null : <span class="count"> ({count})</span>}
      </summary>
      <form method="get" action={path}>
        {Object.entries(hidden).map(([name, value]) =>
          value === undefined ? null : <input type="hidden" name={name} value={value} />,
        )}
        {children}
        <div class="buttons">
          <button class="primary">Show</button>
          <a class="button" href={clear}>
            Clear the filters
          </a>
        </div>
      </form>
    </details>
  );
}

const TIMES = ['1 hour', '4 hours', '1 day', '7 days', '30 days'] as const;

/** A filter by a duration. */
export function TimeField({
  name,
  label,
  value,
}: {
  name: string;
  label: string;
  value: string | undefined;
}) {
  const times: readonly string[] = TIMES;
  const others = value === undefined || times.includes(value) ? [] : [value];
  return (
    <SelectField
      name={name}
      label={label}
      value={value}
      options={[['', 'any time'], ...[...others, ...times].map((each) => [each, each] as const)]}
    />
  );
}

/** A filter by any of several values. */
export function ChecksField({
  name,
  label,
  values,
  checked = [],
}: {
  name: string;
  label: string;
  values: readonly string[];
  checked?: readonly string[] | undefined;
}) {
  return (
    <fieldset class="severities">
      <legend>{label}</legend>
      {values.map((each) => (
        <label class="check">
          <input type="checkbox" name={name} value={each} checked={checked.includes(each)} /> {each}
        </label>
      ))}
    </fieldset>
  );
}

const ORDER_NAMES = {
  deadline: 'soonest deadline',
  severity: 'highest severity',
  level: 'highest level',
  newest: 'newest',
  age: 'oldest',
} as const;

/** The order of a list. */
export function OrderField({
  value,
  orders,
}: {
  value: string;
  orders: readonly (keyof typeof ORDER_NAMES)[];
}) {
  return (
    <SelectField
      name="order"
      label="Order"
      value={value}
      options={orders.map((each) => [each, ORDER_NAMES[each]] as const)}
    />
  );
}

/** How many rows a page has. */
export function RowsField({ limit = PAGE_SIZES[0] }: { limit?: number | undefined }) {
  return (
    <SelectField
      name="limit"
      label="Rows"
      value={`${limit}`}
      options={PAGE_SIZES.map((each) => [`${each}`, `${each}`] as const)}
    />
  );
}

interface ActiveFiltersProps {
  filters: readonly { label: string; value: string; without: string }[];
  /** The address without filters. */
  clear: string;
}

/** The filters that are set. Each is a link that removes it. */
export function ActiveFilters({ filters, clear }: ActiveFiltersProps) {
  if (filters.length === 0) return null;
  return (
    <nav aria-label="Filters that are set">
      <ul class="chips">
        {filters.map(({ label, value, without }) => (
          <li>
            <a class="chip" href={without}>
              <span class="unseen">Remove the filter </span>
              {label}: {line(value)} <span aria-hidden="true">✕</span>
            </a>
          </li>
        ))}
        {filters.length === 1 ? null : (
          <li>
            <a href={clear}>Clear all</a>
          </li>
        )}
      </ul>
    </nav>
  );
}

/** The filters that are left out because they are not valid. */
export function FilterProblems({ problems = [] }: { problems?: readonly string[] | undefined }) {
  return (
    <>
      {problems.map((problem) => (
        <p class="note" role="alert">
          {line(problem)}
        </p>
      ))}
    </>
  );
}
