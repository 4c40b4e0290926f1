import { withFolder } from '../../../bench/peers/folder';
import { PEERS } from '../../../bench/peers/peers';
import { PROBES } from '../../../bench/peers/probes';

// With the built package, as users have it: run `npm run build` after a change.
test('what the page says about temporal-hitl holds: double click, own request, contradictory decisions', async () => {
  await withFolder(async (folder) => {
    const site = await PEERS.ours.start(folder);
    try {
      for (const key of ['doubleClick', 'self', 'contradictory']) {
        const seen = await PROBES[key]?.run({ name: 'ours', site, folder });
        expect({ key, seen: seen?.filter(({ verdict }) => verdict !== 'holds') }).toEqual({ key, seen: [] });
      }
    } finally {
      await site.stop();
    }
  });
}, 180_000);
