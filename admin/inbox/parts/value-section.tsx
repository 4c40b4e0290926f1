import { Value } from './content/content';
import { ExactJson } from './content/exact-json';

/** A JSON value under a heading, readable and exact. Renders nothing for a missing or empty value. */
export function ValueSection({ title, value, locale }: { title: string; value: unknown; locale: string }) {
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  if (value === undefined || isEmpty) return null;
  return (
    <section>
      <h2>{title}</h2>
      <Value value={value} locale={locale} />
      <ExactJson value={value} />
    </section>
  );
}
