import { forEachSubject, type Reference, type Subject } from './subjects';

/** The quantile of the values: 0.5 is the median. */
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

/** The spread of each subject's values over the rounds. */
export function spreads(rounds: Record<Subject, number>[]): Record<Subject, Spread> {
  return forEachSubject((subject) => spread(rounds.map((round) => round[subject])));
}

/** The spread of the ratios of ours to each reference over the rounds. */
export function comparisons(rounds: Record<Subject, number>[]): Record<Reference, Spread> {
  const against = (reference: Reference) => ratios(rounds.map((round) => [round.ours, round[reference]]));
  return { bare: against('bare'), careful: against('careful') };
}

/** The spread of the ratio of each pair. A machine's speed drifts, but less within a pair. */
export function ratios(pairs: [number, number][]): Spread {
  return spread(pairs.map(([ours, other]) => ours / other));
}
