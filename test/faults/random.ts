/** Random numbers that a seed determines, so that a campaign can be repeated. */
export interface Random {
  /** From 0 to `below`, which is not included. */
  number(below: number): number;
  pick<T>(items: readonly T[]): T;
  chance(probability: number): boolean;
  /** Some of the items, each at most once, in random order. */
  some<T>(items: readonly T[], count: number): T[];
}

/** The generator Mulberry32. Seeds that follow one another give unrelated numbers. */
export function seeded(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const number = (below: number) => next() * below;
  const pick = <T>(items: readonly T[]) => items[Math.floor(number(items.length))] as T;
  return {
    number,
    pick,
    chance: (probability) => next() < probability,
    some(items, count) {
      const left = [...items];
      return Array.from({ length: Math.min(count, left.length) }, () => {
        const [taken] = left.splice(Math.floor(number(left.length)), 1);
        return taken as (typeof items)[number];
      });
    },
  };
}
