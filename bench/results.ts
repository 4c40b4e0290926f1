import { measureAdmin } from './admin';
import { measureDevServer } from './dev-server';
import { countEvents } from './events';
import { measureMemory } from './memory';
import type { BenchOptions, Section } from './options';
import { measurePending } from './pending';
import { inTurn, withBundles } from './subjects';
import { measureManager, measureRounds } from './throughput';

/** Measures the chosen sections. The others are absent from the result. */
export async function measure({ only, sizes }: BenchOptions, log: (line: string) => void) {
  return withBundles(async (bundles, folder) => {
    async function part<T>(sections: Section[], work: () => Promise<T>): Promise<T | undefined> {
      const asked = sections.filter((section) => only.includes(section));
      if (asked.length === 0) return undefined;
      const begun = performance.now();
      log(`${asked.join(' and ')} …`);
      const result = await work();
      log(`${asked.join(' and ')}: ${Math.round((performance.now() - begun) / 1000)} s`);
      return result;
    }
    const [throughput, latency] = [only.includes('throughput'), only.includes('latency')];
    const wanted = { sizes, throughput, latency };
    return {
      sizes,
      events: await part(['events'], () => inTurn(0, (subject) => countEvents(subject, bundles[subject]))),
      ...(await part(['throughput', 'latency'], async () => ({
        ...(await measureRounds(bundles, wanted)),
        manager: await measureManager(bundles, wanted),
      }))),
      memory: await part(['memory'], () => measureMemory(bundles, sizes)),
      devServer: await part(['dev-server'], () => measureDevServer(bundles.ours, folder, sizes)),
      pending: await part(['pending'], () => measurePending(bundles.ours, sizes.pending, sizes.latencies)),
      admin: await part(['admin'], () => measureAdmin(bundles.ours, sizes.pending)),
    };
  });
}

export type Results = Awaited<ReturnType<typeof measure>>;
