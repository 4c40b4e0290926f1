export interface Tab {
  name: string;
  href: string;
  count?: number;
  current: boolean;
}

/** Lists beside each other, as links. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      <ul>
        {tabs.map(({ name, href, count, current }) => (
          <li>
            <a href={href} aria-current={current ? 'true' : undefined}>
              {name}
              {count === undefined ? null : <span class="count"> {count}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
