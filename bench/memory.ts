import { rawDoor } from './doors';
import type { Sizes } from './options';
import { startMany } from './runs';
import { withSite } from './site';
import { ratios, spread } from './stats';
import type { Subject } from './subjects';

type Growth = Record<'heap' | 'rss', number>;

/** What one more cached workflow costs a worker, in bytes, ours against bare. */
export async function measureMemory(bundles: Record<Subject, string>, sizes: Sizes) {
  const pairs: Record<Subject, Growth>[] = [];
  for (let pair = 0; pair < sizes.memoryPairs; pair++) {
    const ours = await growth('ours', bundles.ours, sizes.cached);
    pairs.push({ ours, bare: await growth('bare', bundles.bare, sizes.cached) });
  }
  const of = (kind: 'heap' | 'rss') => ({
    ours: spread(pairs.map(({ ours }) => ours[kind])),
    bare: spread(pairs.map(({ bare }) => bare[kind])),
    ratio: ratios(pairs.map(({ ours, bare }) => [ours[kind], bare[kind]])),
  });
  return { heap: of('heap'), rss: of('rss') };
}

/** Between a fifth and all of the workflows cached, so that what the first ones load is not counted. */
async function growth(subject: Subject, codePath: string, cached: number): Promise<Growth> {
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
