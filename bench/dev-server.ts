import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RAW_DOORS, type RawDoor, rawDoor } from './doors';
import type { Sizes } from './options';
import { approveMany } from './runs';
import { hitlServer, plainServer } from './servers';
import { withSite } from './site';
import { ratios, spread } from './stats';

const SERVERS = { hitl: hitlServer, plain: plainServer };
type Kind = keyof typeof SERVERS;
type Rates = Record<RawDoor, number>;

/** Measures approvals on the dev server of `hitl dev` and on Temporal's default dev server, each with its own file. */
export async function measureDevServer(codePath: string, folder: string, sizes: Sizes) {
  const pairs: Record<Kind, Rates>[] = [];
  for (let pair = 0; pair < sizes.serverPairs; pair++) {
    const order: Kind[] = pair % 2 === 0 ? ['hitl', 'plain'] : ['plain', 'hitl'];
    const rates: Partial<Record<Kind, Rates>> = {};
    for (const kind of order) rates[kind] = await ratesOn(kind, codePath, join(folder, 'server'), sizes);
    pairs.push(rates as Record<Kind, Rates>);
  }
  const of = (door: RawDoor) => ({
    hitl: spread(pairs.map(({ hitl }) => hitl[door])),
    plain: spread(pairs.map(({ plain }) => plain[door])),
    ratio: ratios(pairs.map(({ hitl, plain }) => [hitl[door], plain[door]])),
  });
  return { update: of('update'), signal: of('signal') };
}

async function ratesOn(kind: Kind, codePath: string, file: string, sizes: Sizes): Promise<Rates> {
  const startServer = () => SERVERS[kind](`${file}.db`);
  try {
    return await withSite({ codePath, startServer }, async (site) => {
      const rates: Rates = { update: NaN, signal: NaN };
      for (const name of RAW_DOORS) {
        const door = rawDoor(site, 'ours', name);
        await approveMany(site, door, Math.ceil(sizes.warmUp / 2));
        rates[name] = (await approveMany(site, door, sizes.serverApprovals)).perSecond;
      }
      return rates;
    });
  } finally {
    for (const ending of ['.db', '.db-wal', '.db-shm', '.db-journal'])
      await rm(file + ending, { force: true });
  }
}
