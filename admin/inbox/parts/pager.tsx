/** The way to the rest of a list. */
export function Pager({ next }: { next?: string }) {
  if (next === undefined) return null;
  return (
    <nav class="pager" aria-label="More of this list">
      <a href={next}>Next page</a>
    </nav>
  );
}
