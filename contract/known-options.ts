/** The names of all options of a kind. The compiler sees to it that none is forgotten. */
export type OptionNames<O> = Record<keyof Required<O>, true>;

/**
 * What is wrong where an option is none of these. One that is misspelt must not be dropped: with it would go what it
 * should have guarded.
 */
export function unknownOption<O extends object>(options: O, known: OptionNames<O>): string | undefined {
  const stranger = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (stranger === undefined) return undefined;
  return `${stranger}: is not known here: misspelt? Known are ${Object.keys(known).join(', ')}`;
}
