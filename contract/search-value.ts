/**
 * The value of a search attribute for a name. No query of Temporal can find a value with a backslash, a double quote, a
 * control character, or a quote at its start or end. These characters are escaped as `%5C`, `%22` and so on. A `%` that
 * looks like such an escape becomes `%25`.
 */
export function toSearchValue(name: string): string {
  return name.replace(/[\\"\p{Cc}]|^'|'$|%(?=[0-9A-F]{2})/gu, escape);
}

/** The name for a value of a search attribute. */
export function fromSearchValue(value: string): string {
  return value.replace(/%([0-9A-F]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function escape(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
