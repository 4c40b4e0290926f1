/**
 * A name as a search attribute holds it. Temporal never finds a value with a backslash, a double quote, a control
 * character, or a quote at its start or end, however a query writes it: they are kept as `%5C`, `%22` and so on. A `%`
 * that would be taken for such an escape becomes `%25`.
 */
export function toSearchValue(name: string): string {
  return name.replace(/[\\"\p{Cc}]|^'|'$|%(?=[0-9A-F]{2})/gu, escape);
}

/** The name that a search attribute holds. */
export function fromSearchValue(value: string): string {
  return value.replace(/%([0-9A-F]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function escape(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
