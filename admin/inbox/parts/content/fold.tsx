import { type Child, createContext, type PropsWithChildren, useContext } from 'hono/jsx';
import { groupedNumber } from '../../../../rules/presentation/number';

/** How much of a value is shown before the rest is folded. */
export const FOLD = { entries: 40, depth: 3, items: 50, rows: 50, lines: 20, characters: 2_000 } as const;

const IsUnfolded = createContext(false);

/** Shows everything in it unfolded. */
export function Unfolded({ children }: PropsWithChildren) {
  return <IsUnfolded.Provider value>{children}</IsUnfolded.Provider>;
}

/** A part of a value behind a control that shows it. Without a script the browser opens it, and searches in it. */
export function Folded({ summary, children }: PropsWithChildren<{ summary: string }>) {
  return (
    <details class="fold" open={useContext(IsUnfolded)}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}

/** The first items, and the rest folded, with counts: "rows 1–50 of 200". */
export function Parts<Item>({
  items,
  first,
  noun,
  children,
}: {
  items: readonly Item[];
  first: number;
  noun: string;
  children: (some: readonly Item[], from: number) => Child;
}) {
  if (items.length <= first) return <>{children(items, 0)}</>;
  const total = groupedNumber(items.length);
  return (
    <>
      <p class="hint">{`${noun}s 1–${first} of ${total}`}</p>
      {children(items.slice(0, first), 0)}
      <Folded summary={`Show ${noun}s ${first + 1}–${total} of ${total}`}>
        {children(items.slice(first), first)}
      </Folded>
    </>
  );
}
