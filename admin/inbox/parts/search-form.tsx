import { visibleLine } from '../../../rules/text';

/** Exact names alone: Temporal finds no parts of them. */
export function SearchForm({ value }: { value?: string }) {
  return (
    <form class="search" role="search" action="/search" method="get">
      <label class="unseen" for="q">
        Search by exact id, action, requester or run
      </label>
      <input
        id="q"
        name="q"
        type="search"
        value={value === undefined ? undefined : visibleLine(value)}
        placeholder="Exact id, action, requester or run"
        autocapitalize="off"
        spellcheck={false}
      />
      <button>Search</button>
    </form>
  );
}
