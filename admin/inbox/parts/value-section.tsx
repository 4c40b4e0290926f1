import { Value } from './content/content';
import { ExactJson } from './content/exact-json';

interface ValueSectionProps {
  title: string;
  value: unknown;
  /** The exact value, where the page shows a part of it elsewhere. */
  exact?: unknown;
  locale: string;
}

/** A JSON value under a heading, readable and exact. Renders nothing for a missing or empty value. */
export function ValueSection({ title, value, exact = value, locale }: ValueSectionProps) {
  if (isEmpty(value) && isEmpty(exact)) return null;
  return (
    <section>
      <h2>{title}</h2>
      {isEmpty(value) ? null : <Value value={value} locale={locale} />}
      <ExactJson value={exact} />
    </section>
  );
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  );
}
