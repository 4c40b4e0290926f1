import { growth } from '../../bench/memory';
import { withBundles } from '../../bench/subjects';

/** Measured on the heap after a garbage collection. Unlike time, it is the same in every run on any machine. */
describe('a cached workflow', () => {
  it('costs at most 0.9 times the memory of a bare one', async () => {
    const [ours, bare] = await withBundles(async (bundles) => [
      await growth('ours', bundles.ours, 200),
      await growth('bare', bundles.bare, 200),
    ]);
    expect(ours.heap / bare.heap).toBeLessThanOrEqual(0.9);
  }, 180_000);
});
