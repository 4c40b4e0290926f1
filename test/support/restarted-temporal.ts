import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DevServer, startDevServer } from '../../worker/temporal/dev-server';
import { startTemporal, type TemporalForTests } from './temporal';

/** A Temporal server that can stop and restart at the same address with the same data. */
export async function startStoppableTemporal(): Promise<
  TemporalForTests & { away: () => Promise<void>; back: () => Promise<void> }
> {
  const dbFile = join(mkdtempSync(join(tmpdir(), 'hitl-outage-')), 'temporal.db');
  const temporal = await startTemporal({ server: { dbFile } });
  const port = Number(temporal.address.split(':').at(-1));
  let again: DevServer | undefined;
  return {
    ...temporal,
    away: () => (again ?? temporal.server).stop(),
    async back() {
      again = await startDevServer({ port, headless: true, dbFile });
    },
    async stop() {
      await again?.stop();
      await temporal.stop();
    },
  };
}
