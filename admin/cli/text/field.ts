import type { Output } from '../output';

/** Writes a field's values one below the other, its name before the first. */
export type Field = (name: string, values: string[]) => string[];

export function fieldsOf({ colours }: Output): Field {
  return (name, values) =>
    values.map((value, index) => `${colours.dim((index === 0 ? name : '').padEnd(14))}${value}`);
}
