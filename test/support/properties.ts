import fc from 'fast-check';

interface Options<S> {
  /** How many stories. */
  runs: number;
  /** Stories that are always among them. */
  examples?: readonly S[];
}

/**
 * Defines tests of what stories lead to. All of them see the same stories, and each story is played once: generating and playing
 * takes most of the time. A test that fails names the smallest story that breaks it.
 *
 * @param play what the properties look at. It may throw: then each property is broken
 */
export function propertiesOf<S, P>(
  stories: fc.Arbitrary<S>,
  play: (story: S) => P,
  { runs, examples = [] }: Options<S>,
): (name: string, holds: (played: P, story: S) => void) => void {
  const seed = Date.now() % 2 ** 31;
  const properties = new Map<string, (played: P, story: S) => void>();
  const broken = new Map<string, S>();
  let isPlayed = false;

  const playAll = () => {
    if (isPlayed) return;
    isPlayed = true;
    for (const story of [...examples, ...fc.sample(stories, { numRuns: runs, seed })]) {
      const open = [...properties].filter(([name]) => !broken.has(name));
      if (open.length === 0) return;
      const played = outcomeOf(() => play(story));
      for (const [name, holds] of open)
        if ('error' in played || 'error' in outcomeOf(() => holds(played.value, story)))
          broken.set(name, story);
    }
  };

  return (name, holds) => {
    properties.set(name, holds);
    test(name, () => {
      playAll();
      const story = broken.get(name);
      if (story === undefined) return;
      // The same seed leads to the story again, with what fast-check needs to make it smaller.
      fc.assert(
        fc.property(stories, (told) => holds(play(told), told)),
        { numRuns: runs, seed, examples: examples.map((each): [S] => [each]) },
      );
      throw new Error(`It does not hold for ${fc.stringify(story)}`);
    });
  };
}

function outcomeOf<T>(work: () => T): { value: T } | { error: unknown } {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}
