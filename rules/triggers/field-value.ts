/**
 * The value at `field` of what an agent reported, `undefined` if there is none. Dots lead into objects (`usage.cost`);
 * snake and camel case are alike, and a field spelled exactly so comes first.
 */
export function fieldValue(context: unknown, field: string): unknown {
  const whole = member(context, field);
  if (whole !== undefined || !field.includes('.')) return whole;
  return field.split('.').reduce(member, context);
}

/** Only what the object itself has: `constructor` and `__proto__` are names like any other. */
function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const record = value as Record<string, unknown>;
  if (Object.hasOwn(record, name) && record[name] !== undefined) return record[name];
  const other = Object.keys(record).find(
    (key) => record[key] !== undefined && plainName(key) === plainName(name),
  );
  return other === undefined ? undefined : record[other];
}

/** A name without its case and separators: alike for `error_count`, `errorCount` and `Error-Count`. */
export function plainName(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}
