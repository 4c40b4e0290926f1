import { measureMemory } from '../../bench/memory';
import { readOptions } from '../../bench/options';
import { withBundles } from '../../bench/subjects';

/** Read from the heap after a collection: unlike time, the same from run to run on any machine. */
describe('a cached workflow', () => {
  it('costs at most 0.9 times the memory of a bare one', async () => {
    const sizes = { ...readOptions(['node', 'bench', '--quick']).sizes, memoryPairs: 1, cached: 200 };
    const { heap } = await withBundles((bundles) => measureMemory(bundles, sizes));
    expect(heap.ratio.median).toBeLessThanOrEqual(0.9);
  }, 180_000);
});
