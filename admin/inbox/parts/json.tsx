import { visible } from '../../../rules/text';

/** A value exactly as it is: JSON, escaped, with what cannot be seen written out. An agent wrote it. */
export function Json({ value, label }: { value: unknown; label: string }) {
  return (
    <pre class="json" tabindex={0} role="region" aria-label={label}>
      <code>{visible(JSON.stringify(value, undefined, 2))}</code>
    </pre>
  );
}

/** The same under a heading; nothing for what is not there or empty. */
export function JsonSection({ title, value }: { title: string; value: unknown }) {
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  if (value === undefined || isEmpty) return null;
  return (
    <section>
      <h2>{title}</h2>
      <Json value={value} label={title} />
    </section>
  );
}
