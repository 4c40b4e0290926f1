import { rawDoor } from './doors';
import type { Sizes } from './options';
import { startMany } from './runs';
import { withSite } from './site';
import { comparisons, spreads } from './stats';
import { forEachSubject, inTurn, type Subject } from './subjects';

type Growth = Record<'heap' | 'rss', number>;

/** Measures the memory that one more cached workflow costs a worker, in bytes. */
export async function measureMemory(bundles: Record<Subject, string>, sizes: Sizes) {
  const rounds: Record<Subject, Growth>[] = [];
  for (let round = 0; round < sizes.memoryPairs; round++)
    rounds.push(await inTurn(round, (subject) => growth(subject, bundles[subject], sizes.cached)));
  const of = (kind: 'heap' | 'rss') => {
    const grown = rounds.map((round) => forEachSubject((subject) => round[subject][kind]));
    return { ...spreads(grown), ratio: comparisons(grown) };
  };
  return { heap: of('heap'), rss: of('rss') };
}

/** Measures from a fifth of the workflows on, so that modules loaded by the first ones are not counted. */
export async function growth(subject: Subject, codePath: string, cached: number): Promise<Growth> {
  return withSite({ codePath, inMainThread: true }, async (site) => {
    const door = rawDoor(site, subject, 'update');
    const first = Math.round(cached / 5);
    await startMany(site, door, first);
    const before = await site.worker.ask('memory');
    await startMany(site, door, cached - first, first);
    const after = await site.worker.ask('memory');
    const each = (kind: 'heap' | 'rss') => (after[kind] - before[kind]) / (cached - first);
    return { heap: each('heap'), rss: each('rss') };
  });
}
