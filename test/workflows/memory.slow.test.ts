import { growth } from '../../bench/memory';
import { withBundles } from '../../bench/subjects';

/** Read from the heap after a collection: unlike time, the same from run to run on any machine. */
describe('a cached workflow', () => {
  it('costs at most 0.9 times the memory of a bare one', async () => {
    const [ours, bare] = await withBundles(async (bundles) => [
      await growth('ours', bundles.ours, 200),
      await growth('bare', bundles.bare, 200),
    ]);
    expect(ours.heap / bare.heap).toBeLessThanOrEqual(0.9);
  }, 180_000);
});
