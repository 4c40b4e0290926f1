import type { Child } from 'hono/jsx';

/**
 * A part that the script puts in anew when something has happened. One with a form in it is left alone while somebody
 * types there, and unless its `state` is another.
 */
export function Live({ part, state, children }: { part: string; state?: string; children: Child }) {
  return (
    <div data-live={part} data-state={state}>
      {children}
    </div>
  );
}
