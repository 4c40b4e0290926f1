import type { Child } from 'hono/jsx';

/** Names and what they are; what is nothing is left out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, fact: Child])[] }) {
  const told = facts.filter(([, fact]) => fact !== undefined && fact !== null && fact !== '');
  return (
    <dl class="facts">
      {told.map(([name, fact]) => (
        <div>
          <dt>{name}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}
