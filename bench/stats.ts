import { forEachSubject, type Reference, type Subject } from './subjects';

/** The value below which `part` of the values lie: 0.5 is the median. */
export function quantile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spread(values: number[]): Spread {
  return { median: quantile(values, 0.5), min: Math.min(...values), max: Math.max(...values) };
}

/** What each subject gives, round by round. */
export function spreads(rounds: Record<Subject, number>[]): Record<Subject, Spread> {
  return forEachSubject((subject) => spread(rounds.map((round) => round[subject])));
}

/** Ours against each reference, round by round. */
export function comparisons(rounds: Record<Subject, number>[]): Record<Reference, Spread> {
  const against = (reference: Reference) => ratios(rounds.map((round) => [round.ours, round[reference]]));
  return { bare: against('bare'), careful: against('careful') };
}

/** The spread of what each pair says: machines drift, pairs less. */
export function ratios(pairs: [number, number][]): Spread {
  return spread(pairs.map(([ours, other]) => ours / other));
}
